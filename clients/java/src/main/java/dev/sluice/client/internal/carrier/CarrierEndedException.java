package dev.sluice.client.internal.carrier;

/** The connection is over, or never was. */
public final class CarrierEndedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient CarrierEnd end;

    /** For this reason. */
    public CarrierEndedException(CarrierEnd end) {
        super(end.toString(), null, false, false);
        this.end = end;
    }

    /** Why. */
    public CarrierEnd end() {
        return end;
    }
}
