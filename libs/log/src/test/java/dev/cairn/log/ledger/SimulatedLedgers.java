package dev.cairn.log.ledger;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ledgers on three bookies that are only simulated. An entry is sent to all three and acknowledged when two have it and all
 * before it are acknowledged. Fencing makes the bookies that are up refuse later entries, and settles the end: behind what is
 * known to be durable, every entry that one bookie has is kept, up to the first that two do not have. A reader is told of an
 * entry when a later message has brought word of it.
 *
 * <p>This is what Apache BookKeeper does with an ensemble and write quorum of three and an ack quorum of two, without changes
 * of the ensemble. Safe for use by any thread.
 */
public final class SimulatedLedgers {

    public static final int BOOKIES = 3;
    private static final int ACK_QUORUM = 2;
    private static final long OPEN = Long.MIN_VALUE;

    /** What one bookie has of one ledger. */
    private static final class Copy {
        final TreeMap<Long, byte[]> entries = new TreeMap<>();
        boolean isFenced;
        long lastConfirmed = -1;
    }

    private static final class Ledger {
        final List<Copy> copies = List.of(new Copy(), new Copy(), new Copy());
        long settledEnd = OPEN;
    }

    private final Map<Long, Ledger> ledgers = new HashMap<>();
    private final boolean[] isDown = new boolean[BOOKIES];
    private long nextId = 1;

    /** A bookie that is down loses no entry, and takes and gives none. */
    public synchronized void setDown(int bookie, boolean down) {
        isDown[bookie] = down;
    }

    public synchronized int count() {
        return ledgers.size();
    }

    public synchronized boolean has(long ledger) {
        return ledgers.containsKey(ledger);
    }

    /**
     * The store as one process has it.
     *
     * @param isReachable whether the process reaches the bookies now
     * @param toBookies where what it sends goes; runs each a while later
     * @param toProcess where what it is answered goes; runs each a while later, or never
     */
    public LedgerStore seenBy(BooleanSupplier isReachable, Consumer<Runnable> toBookies, Consumer<Runnable> toProcess) {
        return new View(isReachable, toBookies, toProcess);
    }

    private Ledger require(long id) {
        Ledger found = ledgers.get(id);
        if (found == null) {
            throw new CairnException(ErrorCode.ENOENT, "ledger", "there is no ledger " + id);
        }
        return found;
    }

    private List<Copy> up(Ledger ledger) {
        List<Copy> up = new ArrayList<>();
        for (int bookie = 0; bookie < BOOKIES; bookie++) {
            if (!isDown[bookie]) {
                up.add(ledger.copies.get(bookie));
            }
        }
        return up;
    }

    private synchronized void settle(long id) {
        Ledger ledger = require(id);
        if (ledger.settledEnd != OPEN) {
            return;
        }
        List<Copy> up = up(ledger);
        if (up.size() < ACK_QUORUM) {
            throw unavailable("only " + up.size() + " bookies answer");
        }
        up.forEach(copy -> copy.isFenced = true);
        long end = up.stream().mapToLong(copy -> copy.lastConfirmed).max().orElse(-1);
        for (byte[] next = anyOf(up, end + 1); next != null; next = anyOf(up, end + 1)) {
            end++;
            for (Copy copy : up) {
                copy.entries.put(end, next);
            }
        }
        ledger.settledEnd = end;
    }

    private static byte @Nullable [] anyOf(List<Copy> copies, long number) {
        for (Copy copy : copies) {
            byte[] entry = copy.entries.get(number);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /** Whether the bookie has taken the entry; refused once it is fenced. */
    private synchronized boolean store(int bookie, long id, long number, byte[] entry, long confirmed) {
        Ledger ledger = ledgers.get(id);
        if (ledger == null || ledger.copies.get(bookie).isFenced) {
            return false;
        }
        Copy copy = ledger.copies.get(bookie);
        copy.entries.put(number, entry);
        copy.lastConfirmed = Math.max(copy.lastConfirmed, confirmed);
        return true;
    }

    private synchronized boolean isDown(int bookie) {
        return isDown[bookie];
    }

    private synchronized void confirm(int bookie, long id, long confirmed) {
        Ledger ledger = ledgers.get(id);
        if (ledger != null && !isDown[bookie]) {
            Copy copy = ledger.copies.get(bookie);
            copy.lastConfirmed = Math.max(copy.lastConfirmed, confirmed);
        }
    }

    private static CairnException unavailable(String why) {
        return new CairnException(ErrorCode.UNAVAILABLE, "ledger", why);
    }

    private final class View implements LedgerStore {

        private final BooleanSupplier isReachable;
        private final Consumer<Runnable> toBookies;
        private final Consumer<Runnable> toProcess;

        View(BooleanSupplier isReachable, Consumer<Runnable> toBookies, Consumer<Runnable> toProcess) {
            this.isReachable = isReachable;
            this.toBookies = toBookies;
            this.toProcess = toProcess;
        }

        private void requireReachable() {
            if (!isReachable.getAsBoolean()) {
                throw unavailable("no bookie answers");
            }
        }

        @Override
        public LedgerWriter create() {
            requireReachable();
            synchronized (SimulatedLedgers.this) {
                long id = nextId++;
                ledgers.put(id, new Ledger());
                return new Writer(id);
            }
        }

        @Override
        public LedgerReader fence(long ledger) {
            requireReachable();
            settle(ledger);
            return new Reader(ledger);
        }

        @Override
        public LedgerReader open(long ledger) {
            requireReachable();
            synchronized (SimulatedLedgers.this) {
                require(ledger);
            }
            return new Reader(ledger);
        }

        @Override
        public void delete(long ledger) {
            requireReachable();
            synchronized (SimulatedLedgers.this) {
                ledgers.remove(ledger);
            }
        }

        private final class Reader implements LedgerReader {

            private final long ledger;

            Reader(long ledger) {
                this.ledger = ledger;
            }

            @Override
            public long lastDurable() {
                requireReachable();
                synchronized (SimulatedLedgers.this) {
                    Ledger read = require(ledger);
                    return read.settledEnd != OPEN
                            ? read.settledEnd
                            : up(read).stream()
                                    .mapToLong(copy -> copy.lastConfirmed)
                                    .max()
                                    .orElse(-1);
                }
            }

            @Override
            public List<byte[]> read(long first, long last) {
                requireReachable();
                synchronized (SimulatedLedgers.this) {
                    List<Copy> up = up(require(ledger));
                    List<byte[]> read = new ArrayList<>();
                    for (long number = first; number <= last; number++) {
                        byte[] entry = anyOf(up, number);
                        if (entry == null) {
                            throw unavailable("no bookie has entry " + number + " of ledger " + ledger);
                        }
                        read.add(entry.clone());
                    }
                    return read;
                }
            }

            @Override
            public void close() {}
        }

        /** Guarded by itself. */
        private final class Writer implements LedgerWriter {

            private static final class Pending {
                final CompletableFuture<Long> answer = new CompletableFuture<>();
                int stored;
                int lost;
            }

            private final long ledger;
            private final TreeMap<Long, Pending> pending = new TreeMap<>();
            private long next;
            private long confirmed = -1;
            private boolean isOver;

            Writer(long ledger) {
                this.ledger = ledger;
            }

            @Override
            public long ledger() {
                return ledger;
            }

            @Override
            public CompletableFuture<Long> append(byte[] entry) {
                var sent = new Pending();
                long number;
                long known;
                synchronized (this) {
                    if (isOver) {
                        return CompletableFuture.failedFuture(unavailable("the writer has ended"));
                    }
                    number = next++;
                    known = confirmed;
                    pending.put(number, sent);
                }
                byte[] content = entry.clone();
                for (int i = 0; i < BOOKIES; i++) {
                    int bookie = i;
                    // The first entry of a ledger is waited for by its writer, so it does not travel.
                    if (number == 0) {
                        arrive(bookie, number, content, known);
                    } else {
                        toBookies.accept(() -> arrive(bookie, number, content, known));
                    }
                }
                return sent.answer;
            }

            private void arrive(int bookie, long number, byte[] content, long known) {
                if (!isReachable.getAsBoolean() || isDown(bookie)) {
                    answer(number, () -> lost(number));
                } else if (store(bookie, ledger, number, content, known)) {
                    answer(number, () -> stored(number));
                } else {
                    answer(
                            number,
                            () -> fail(new CairnException(
                                    ErrorCode.STALE_EPOCH, "ledger", "ledger " + ledger + " was fenced")));
                }
            }

            private void answer(long number, Runnable message) {
                if (number == 0) {
                    message.run();
                } else {
                    toProcess.accept(message);
                }
            }

            private void lost(long number) {
                boolean isRefused;
                synchronized (this) {
                    Pending entry = pending.get(number);
                    isRefused = entry != null && ++entry.lost > BOOKIES - ACK_QUORUM;
                }
                if (isRefused) {
                    fail(new CairnException(ErrorCode.EIO, "ledger", "too few bookies took entry " + number));
                }
            }

            private void stored(long number) {
                Map<Long, Pending> done = new TreeMap<>();
                long known;
                synchronized (this) {
                    Pending entry = pending.get(number);
                    if (entry == null || isOver) {
                        return;
                    }
                    entry.stored++;
                    while (!pending.isEmpty() && pending.firstEntry().getValue().stored >= ACK_QUORUM) {
                        Map.Entry<Long, Pending> first = pending.pollFirstEntry();
                        confirmed = first.getKey();
                        done.put(first.getKey(), first.getValue());
                    }
                    known = confirmed;
                }
                done.forEach((each, acknowledged) -> acknowledged.answer.complete(each));
                if (!done.isEmpty()) {
                    for (int i = 0; i < BOOKIES; i++) {
                        int bookie = i;
                        toBookies.accept(() -> {
                            if (isReachable.getAsBoolean()) {
                                confirm(bookie, ledger, known);
                            }
                        });
                    }
                }
            }

            private void fail(CairnException why) {
                List<Pending> failed;
                synchronized (this) {
                    isOver = true;
                    failed = new ArrayList<>(pending.values());
                    pending.clear();
                }
                failed.forEach(entry -> entry.answer.completeExceptionally(why));
            }

            @Override
            public void close() {
                fail(unavailable("the writer was closed"));
            }
        }
    }
}
