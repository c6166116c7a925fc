package dev.cairn.system;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Clients that create, read and delete files of their own, as fast as they are answered, through all gateways. Each file is
 * created on condition that there is none, so that a creation done twice is answered 412 the second time.
 */
final class ClusterLoad implements AutoCloseable {

    private static final int CREATED = 201;
    private static final int OK = 200;
    private static final int GONE = 404;
    private static final int FILES_AT_A_TIME = 20;

    private final List<Rest> gateways;
    private final String folder;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Client> clients = new ArrayList<>();
    private final ConcurrentLinkedQueue<Long> answers = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
    private volatile boolean isOver;

    /** @param folder that exists and is empty */
    ClusterLoad(List<Rest> gateways, String folder, int count) {
        this.gateways = gateways;
        this.folder = folder;
        for (int i = 0; i < count; i++) {
            clients.add(new Client(i));
        }
        clients.forEach(client -> threads.execute(client::run));
    }

    int answered() {
        return answers.size();
    }

    /** What did not go as it should. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    /** The longest time without any answer between two moments, by {@link System#nanoTime}; in milliseconds. */
    long longestPause(long from, long to) {
        long longest = 0;
        long last = from;
        for (long answer : answers.stream().sorted().toList()) {
            if (answer > from && answer < to) {
                longest = Math.max(longest, answer - last);
                last = answer;
            }
        }
        return TimeUnit.NANOSECONDS.toMillis(Math.max(longest, to - last));
    }

    /** Lets the clients finish what they do, and answers what is not as they were told. */
    List<String> endAndCompare() throws InterruptedException {
        isOver = true;
        threads.shutdown();
        if (!threads.awaitTermination(2, TimeUnit.MINUTES)) {
            errors.add("clients that do not end");
        }
        List<String> wrong = new ArrayList<>();
        for (Client client : clients) {
            client.compare(wrong);
        }
        return wrong;
    }

    @Override
    public void close() {
        isOver = true;
        threads.shutdownNow();
    }

    private final class Client {

        private final Rest rest;
        private final String prefix;
        private long first;
        private long next;

        Client(int number) {
            this.rest = gateways.get(number % gateways.size());
            this.prefix = "/v1/files/" + folder + "/" + number + "-";
        }

        private byte[] content(long file) {
            return (prefix + file).repeat(20).getBytes(StandardCharsets.UTF_8);
        }

        void run() {
            while (!isOver) {
                try {
                    step();
                } catch (RuntimeException | AssertionError e) {
                    errors.add(e.toString());
                    return;
                }
            }
        }

        private void step() {
            rest.send("PUT", prefix + next, Map.of("If-None-Match", "*"), content(next))
                    .expect(CREATED);
            answers.add(System.nanoTime());
            next++;
            if (next - first > FILES_AT_A_TIME) {
                requireContent(first);
                rest.delete(prefix + first);
                answers.add(System.nanoTime());
                first++;
            }
        }

        private void requireContent(long file) {
            byte[] body = rest.get(prefix + file).expect(OK).body();
            if (!Arrays.equals(body, content(file))) {
                throw new AssertionError(prefix + file + " has other bytes");
            }
        }

        void compare(List<String> wrong) {
            try {
                for (long file = first; file < next; file++) {
                    requireContent(file);
                }
                if (first > 0) {
                    rest.get(prefix + (first - 1)).expect(GONE);
                }
            } catch (RuntimeException | AssertionError e) {
                wrong.add(e.toString());
            }
        }
    }
}
