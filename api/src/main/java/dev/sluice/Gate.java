package dev.sluice;

/**
 * Decides who may open a stream, before anything of it exists. It may block. What it throws refuses the opening with
 * status 500, and so does a decision that takes longer than {@link Timing#gateTimeout()} with status 503: a broken gate is
 * a closed one. Each opening is asked for on a virtual thread of its own, which is interrupted when the time is over.
 * Thread-safe.
 */
@FunctionalInterface
public interface Gate {

    /**
     * Lets the client in or refuses it.
     *
     * @param opening how the client came; it has no principal yet
     * @throws Exception anything; the client is refused with status 500 and learns nothing of it
     */
    Admission admit(Opening opening) throws Exception;
}
