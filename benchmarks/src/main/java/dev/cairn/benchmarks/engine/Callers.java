package dev.cairn.benchmarks.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Callers on virtual threads that each ask again as soon as they are answered. */
final class Callers {

    private static final long RUN_NANOS = 8_000_000_000L;

    /** After which the compiler of the JVM has little left to do. */
    private static final long WARM_UP_NANOS = 8_000_000_000L;

    private Callers() {}

    /** What one caller does once. */
    interface Call {
        void run(int caller) throws Exception;
    }

    /** How long the calls took, sorted. */
    record Load(long[] nanos, long elapsed) {

        double perSecond() {
            return nanos.length * 1e9 / elapsed;
        }

        double percentileMillis(double part) {
            return nanos[(int) Math.min(nanos.length - 1L, (long) (nanos.length * part))] / 1e6;
        }
    }

    static Load run(int callers, Call call) throws InterruptedException, ExecutionException {
        measure(callers, call, WARM_UP_NANOS);
        return measure(callers, call, RUN_NANOS);
    }

    private static Load measure(int callers, Call call, long time) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        List<Future<long[]>> done = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < callers; i++) {
                int caller = i;
                done.add(threads.submit(() -> repeat(caller, call, start + time)));
            }
        }
        long elapsed = System.nanoTime() - start;
        List<long[]> all = new ArrayList<>();
        for (Future<long[]> future : done) {
            all.add(future.get());
        }
        long[] nanos = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Load(nanos, elapsed);
    }

    private static long[] repeat(int caller, Call call, long end) throws Exception {
        long[] nanos = new long[1024];
        int count = 0;
        long now = System.nanoTime();
        while (now - end < 0) {
            call.run(caller);
            long next = System.nanoTime();
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = next - now;
            now = next;
        }
        return Arrays.copyOf(nanos, count);
    }
}
