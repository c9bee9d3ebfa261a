package dev.sluice.tck;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS for tests, with keys that are made when they are first asked for and are nowhere but in this JVM's memory: a server at
 * 127.0.0.1, a client that it trusts and one that it does not. Thread-safe.
 */
public enum Certificates {
    /** The server: trusts {@link #KNOWN} as a client. */
    SERVER,
    /** A client with a certificate that the server trusts. */
    KNOWN,
    /** A client with a certificate that bears the name of one that the server trusts, and that it does not trust. */
    STRANGER;

    private static final char[] PASSWORD = "only in memory".toCharArray();
    private static final ConcurrentMap<Certificates, KeyStore> STORES = new ConcurrentHashMap<>();

    /** What this one shows to its peers. */
    public X509Certificate certificate() {
        try {
            return (X509Certificate) keys().getCertificate(alias());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** TLS as this one speaks it: with its key, and trust in those that it knows. */
    public SSLContext context() {
        return trusting(this == SERVER ? KNOWN : SERVER);
    }

    /** TLS with its key, and trust in these. */
    SSLContext trusting(Certificates... known) {
        try {
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys(), PASSWORD);
            return context(own.getKeyManagers(), known);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** TLS of a client that trusts the server and has no certificate. */
    public static SSLContext anonymous() {
        try {
            return context(new KeyManager[0], SERVER);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(KeyManager[] own, Certificates... known) throws GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try {
            trusted.load(null, PASSWORD);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Certificates one : known) {
            trusted.setCertificateEntry(one.alias(), one.certificate());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own, trust.getTrustManagers(), null);
        return context;
    }

    private String alias() {
        return name().toLowerCase(Locale.ROOT);
    }

    private KeyStore keys() {
        return STORES.computeIfAbsent(this, Certificates::make);
    }

    /** By the JDK's own tool, as the JDK has no API that makes certificates. */
    private static KeyStore make(Certificates who) {
        try {
            Path folder = Files.createTempDirectory("certificates");
            Path store = folder.resolve("keys.p12");
            try {
                keytool("-genkeypair", "-keyalg", "EC", "-alias", who.alias(), "-dname",
                        "CN=" + (who == STRANGER ? KNOWN : who).alias(), "-ext",
                        "SAN=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", store.toString(),
                        "-storepass", new String(PASSWORD));
                KeyStore keys = KeyStore.getInstance("PKCS12");
                try (InputStream in = Files.newInputStream(store)) {
                    keys.load(in, PASSWORD);
                }
                return keys;
            } finally {
                Files.deleteIfExists(store);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.onExit().join().exitValue() != 0) {
            throw new IllegalStateException("keytool failed: " + said);
        }
    }
}
