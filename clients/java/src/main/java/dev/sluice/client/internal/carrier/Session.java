package dev.sluice.client.internal.carrier;

import java.net.http.HttpRequest;
import java.time.Duration;

import dev.sluice.client.internal.wire.MalformedException;

/**
 * What the server says of a session at first.
 *
 * @param secret stands for the client, to be kept from others
 * @param grace how long the session is kept without a connection
 * @param largest how many bytes a POST may have
 */
record Session(String secret, Duration grace, int largest) {

    private static final String SHAPE = "[A-Za-z0-9_-]{22,1000} [0-9]{1,15} [0-9]{1,9}";

    static Session parse(String data) {
        if (!data.matches(SHAPE)) {
            throw new MalformedException("the data of 'sluice-session' is not 'secret grace largest'");
        }
        String[] words = data.split(" ", -1);
        return new Session(words[0], Duration.ofMillis(Long.parseLong(words[1])), Integer.parseInt(words[2]));
    }

    void name(HttpRequest.Builder request) {
        request.setHeader("Sluice-Session", secret);
    }

    @Override
    public String toString() {
        return "a session of grace " + grace + " and POSTs of " + largest + " bytes";
    }
}
