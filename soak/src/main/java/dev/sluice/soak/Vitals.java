package dev.sluice.soak;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import com.sun.management.UnixOperatingSystemMXBean;

/**
 * What a process takes up while clients come and go.
 *
 * @param heapKb the heap after a collection
 * @param threads platform threads
 * @param descriptors open file descriptors
 * @param directKb memory of direct buffers
 */
record Vitals(long heapKb, long threads, long descriptors, long directKb) {

    private static final double ALLOWED = 1.05;
    private static final int SAMPLES = 25;
    private static final Duration BETWEEN = Duration.ofMillis(200);

    /** Takes the median of some seconds, as the number of clients is never quite the same. */
    static Vitals take() {
        long[][] samples = new long[SAMPLES][];
        for (int i = 0; i < SAMPLES; i++) {
            System.gc();
            samples[i] = new long[]{heap(), ManagementFactory.getThreadMXBean().getThreadCount(), openDescriptors(),
                direct()};
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
        return new Vitals(median(samples, 0), median(samples, 1), median(samples, 2), median(samples, 3));
    }

    private static long median(long[][] samples, int column) {
        long[] sorted = Arrays.stream(samples).mapToLong(row -> row[column]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static long heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
    }

    private static long openDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum()
                / 1024;
    }

    /** What is more than 5% larger than before, and by more than what clients that come and go make of it. */
    List<String> grownSince(Vitals before) {
        List<String> grown = new ArrayList<>();
        compare(grown, "heap, KB", 1_500, before::heapKb, this::heapKb);
        compare(grown, "threads", 3, before::threads, this::threads);
        compare(grown, "file descriptors", 20, before::descriptors, this::descriptors);
        compare(grown, "direct memory, KB", 512, before::directKb, this::directKb);
        return grown;
    }

    private static void compare(List<String> grown, String what, long noise, LongSupplier before, LongSupplier after) {
        if (after.getAsLong() > before.getAsLong() * ALLOWED && after.getAsLong() - before.getAsLong() > noise) {
            grown.add(String.format(Locale.ROOT, "%s from %d to %d", what, before.getAsLong(), after.getAsLong()));
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT,
                "collection: heap %,d KB, %d threads, %d file descriptors, direct memory %,d KB",
                heapKb, threads, descriptors, directKb);
    }
}
