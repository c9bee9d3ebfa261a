package dev.sluice.tck;

import java.util.stream.Stream;

/** Every fault that the kit must catch. */
final class Faults {

    private Faults() {}

    static Stream<Fault> all() {
        return Stream.of(SpoiledOutput.all(), OutputFaults.all(), InputFaults.all(), HttpFaults.all(),
                TransportFaults.all(), CompressionFaults.all(), EndFaults.all(), AdmissionFaults.all(), TlsFaults.all(),
                NetworkFaults.all(), FrameFaults.all(), AsyncApiFaults.all(), SessionFaults.all())
                .flatMap(all -> all);
    }
}
