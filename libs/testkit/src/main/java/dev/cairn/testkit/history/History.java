package dev.cairn.testkit.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Records what clients ask and are answered, in the order in which it happens.
 *
 * <p>The order is that of the calls of this class. It is true to the object under test if a client calls {@link #invoke}
 * before it sends and {@link Invocation#answered} after it received. A client does one thing at a time; it may go on after
 * an operation of unknown outcome.
 *
 * <p>Safe for use by any thread.
 */
public final class History<I, O> {

    /** Guarded by this, like all below. */
    private final List<Entry> entries = new ArrayList<>();

    private final Set<String> busyClients = new HashSet<>();
    private long position;

    /**
     * To be called before the request is sent.
     *
     * @throws IllegalStateException if the client did not end its operation before
     */
    public synchronized Invocation<O> invoke(String client, String key, I input) {
        if (!busyClients.add(client)) {
            throw new IllegalStateException("client " + client + " did not end its operation before " + input);
        }
        Entry entry = new Entry(client, key, input, position++);
        entries.add(entry);
        return entry;
    }

    /** All operations by now, in the order of their calls. Those under way count as unknown. */
    public synchronized List<Operation<I, O>> operations() {
        return entries.stream().map(Entry::operation).toList();
    }

    private final class Entry implements Invocation<O> {

        private final String client;
        private final String key;
        private final I input;
        private final long invoked;
        private boolean ended;
        private Outcome<O> outcome = new Outcome.Unknown<>();
        private long returned = Operation.NEVER;

        Entry(String client, String key, I input, long invoked) {
            this.client = client;
            this.key = key;
            this.input = input;
            this.invoked = invoked;
        }

        @Override
        public void answered(O output) {
            end(new Outcome.Answered<>(output));
        }

        @Override
        public void failed() {
            end(new Outcome.Failed<>());
        }

        @Override
        public void unknown() {
            end(new Outcome.Unknown<>());
        }

        private void end(Outcome<O> how) {
            synchronized (History.this) {
                if (ended) {
                    throw new IllegalStateException(operation() + " ended again: " + how);
                }
                ended = true;
                outcome = how;
                long now = position++;
                returned = how instanceof Outcome.Unknown<O> ? Operation.NEVER : now;
                busyClients.remove(client);
            }
        }

        Operation<I, O> operation() {
            return new Operation<>(client, key, input, outcome, invoked, returned);
        }
    }
}
