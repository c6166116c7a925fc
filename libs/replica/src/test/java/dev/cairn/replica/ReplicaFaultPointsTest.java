package dev.cairn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.btree.TreeSettings;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.RequestId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.log.Appender;
import dev.cairn.log.FileLog;
import dev.cairn.log.TransactionLog;
import dev.cairn.testkit.DiskStep;
import dev.cairn.testkit.DiskStep.Kind;
import dev.cairn.testkit.FaultInjector;
import dev.cairn.testkit.FaultInjector.Fault;
import dev.cairn.testkit.FaultPoint;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A replica on a file log, with a fault at each step of append, publish, checkpoint, superblock and trim, by name. Whatever
 * happens there, what was answered is there afterwards, every request was done once, and slots answer as they did.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicaFaultPointsTest {

    private static final String LOG = "log";
    private static final String TREE = "tree";
    private static final long SEGMENT_BYTES = 1_500;
    private static final long CHECKPOINT_LOG_BYTES = 8_000;
    private static final int LOG_HEADER_BYTES = 36;
    private static final long TREE_PAGES_START = 8_192;
    private static final int CLIENTS = 3;
    private static final int REQUESTS_MAX = 150;
    private static final int REQUESTS_AFTERWARDS = 12;
    private static final int OCCURRENCES = 2;

    private final Random random = new Random(Seeds.next());
    private final SimulatedDisk logDisk = new SimulatedDisk();
    private final SimulatedDisk treeDisk = new SimulatedDisk();
    private final List<Client> clients = new ArrayList<>();
    private long epoch;

    private static FaultPoint log(String name, Kind kind, Predicate<DiskStep> steps) {
        return new FaultPoint(name, LOG, step -> step.kind() == kind && steps.test(step));
    }

    private static FaultPoint tree(String name, Kind kind, Predicate<DiskStep> steps) {
        return new FaultPoint(name, TREE, step -> step.kind() == kind && steps.test(step));
    }

    private static boolean isSegment(DiskStep step) {
        return step.file().endsWith(".log");
    }

    private static boolean isSpare(DiskStep step) {
        return step.file().startsWith("spare-");
    }

    private static boolean isEpoch(DiskStep step) {
        return step.file().equals("epoch.next");
    }

    /** Every step that a replica takes at its disks; each must be met. */
    static Stream<FaultPoint> points() {
        return Stream.of(
                log("append: write of entries", Kind.WRITE, ReplicaFaultPointsTest::isSegment),
                log("append: sync of entries", Kind.SYNC, ReplicaFaultPointsTest::isSegment),
                log("new segment: zeros", Kind.WRITE, step -> isSpare(step) && step.bytes() != LOG_HEADER_BYTES),
                log("new segment: header", Kind.WRITE, step -> isSpare(step) && step.bytes() == LOG_HEADER_BYTES),
                log("new segment: sync", Kind.SYNC, ReplicaFaultPointsTest::isSpare),
                log("new segment: name", Kind.RENAME, ReplicaFaultPointsTest::isSpare),
                log("names of the log: sync", Kind.SYNC_NAMES, step -> true),
                log("epoch: write", Kind.WRITE, ReplicaFaultPointsTest::isEpoch),
                log("epoch: truncate", Kind.TRUNCATE, ReplicaFaultPointsTest::isEpoch),
                log("epoch: sync", Kind.SYNC, ReplicaFaultPointsTest::isEpoch),
                log("epoch: name", Kind.RENAME, ReplicaFaultPointsTest::isEpoch),
                log("trim: a segment becomes a spare", Kind.RENAME, ReplicaFaultPointsTest::isSegment),
                log("trim: a segment is deleted", Kind.DELETE, ReplicaFaultPointsTest::isSegment),
                tree("start: what a broken load left is deleted", Kind.DELETE, step -> true),
                tree("start: names of the tree", Kind.SYNC_NAMES, step -> true),
                tree("checkpoint: write of pages", Kind.WRITE, step -> step.offset() >= TREE_PAGES_START),
                tree("checkpoint: sync of pages", Kind.SYNC, step -> step.offset() >= TREE_PAGES_START),
                tree("superblock: write", Kind.WRITE, step -> step.offset() < TREE_PAGES_START),
                tree("superblock: sync", Kind.SYNC, step -> step.offset() < TREE_PAGES_START));
    }

    /** One slot; its n-th request is answered n if and only if each was done once. */
    private static final class Client {
        private final int name;
        private final UUID session;
        private long answered;

        Client(int name) {
            this.name = name;
            this.session = new UUID(5, name);
        }

        RequestId request(long number) {
            return new RequestId(session, 0, number);
        }

        long ask(Replica replica, long number) {
            return replica.submit(request(number), Numbers.CODEC, (transaction, context) -> {
                        transaction.put(new byte[] {0x50, (byte) name, (byte) number}, new byte[250]);
                        return Numbers.increment(name).decide(transaction, context);
                    })
                    .join();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("points")
    void aFaultAt(FaultPoint point) throws IOException {
        for (Fault fault : Fault.values()) {
            for (int nth = 1; nth <= OCCURRENCES; nth++) {
                fresh();
                // The second time somewhere in the middle; what does not happen so often is met at its first time only.
                var injector = new FaultInjector(point, fault, nth == 1 ? 1 : 2 + random.nextInt(3), this::losePower);
                injector.watch(LOG, logDisk);
                injector.watch(TREE, treeDisk);
                runUntilStruck(injector);
                assertThat(injector.hasStruck() || nth > 1)
                        .as("%s is met", point)
                        .isTrue();
                injector.heal();
                String as = fault + " at " + point;
                goOn(as);
                losePower();
                goOn(as + ", and the power goes");
            }
        }
    }

    @Test
    void everyStepHasAName() throws IOException {
        fresh();
        List<FaultPoint> points = points().toList();
        List<String> unnamed = new CopyOnWriteArrayList<>();
        watchNames(LOG, logDisk, points, unnamed);
        watchNames(TREE, treeDisk, points, unnamed);
        for (int time = 0; time < 6; time++) {
            goOn("without a fault");
        }
        assertThat(unnamed).isEmpty();
    }

    private static void watchNames(String name, SimulatedDisk disk, List<FaultPoint> points, List<String> unnamed) {
        disk.intercept(step -> {
            if (points.stream()
                    .noneMatch(
                            point -> point.disk().equals(name) && point.steps().test(step))) {
                unnamed.add(name + ": " + step);
            }
        });
    }

    /** Between the sync and the new root that readers see, and before the answers: the process ends there. */
    @Test
    void publishDurableButNobodyWasTold() throws IOException {
        for (int nth = 1; nth <= 20; nth++) {
            fresh();
            AtomicInteger left = new AtomicInteger(nth);
            try (FileLog log = FileLog.on(logDisk, SEGMENT_BYTES);
                    Replica replica = open(new ForgetfulLog(log, left))) {
                replica.lead(new Epoch(++epoch), () -> true);
                for (int i = 0; left.get() > 0; i++) {
                    Client client = clients.get(i % CLIENTS);
                    assertThat(client.ask(replica, client.answered + 1)).isEqualTo(++client.answered);
                }
            } catch (CompletionException failed) {
                assertThat(left).hasValue(0);
            }
            losePower();
            goOn("told nobody of append " + nth);
        }
    }

    /** Makes an append durable and says that it failed. */
    private static final class ForgetfulLog extends ForwardingLog {

        private final AtomicInteger left;

        ForgetfulLog(TransactionLog below, AtomicInteger left) {
            super(below);
            this.left = left;
        }

        @Override
        public Appender open(Epoch epoch) throws IOException {
            Appender below = super.open(epoch);
            return new Appender() {
                @Override
                public Epoch epoch() {
                    return below.epoch();
                }

                @Override
                public CompletableFuture<Position> append(byte[] entry) {
                    return below.append(entry).thenApply(position -> {
                        if (left.decrementAndGet() == 0) {
                            throw new CairnException(ErrorCode.EIO, "nobody is told");
                        }
                        return position;
                    });
                }

                @Override
                public void close() {
                    below.close();
                }
            };
        }
    }

    private void fresh() {
        for (SimulatedDisk disk : List.of(logDisk, treeDisk)) {
            for (String name : disk.names()) {
                remove(disk, name);
            }
        }
        clients.clear();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client(i));
        }
        epoch = 0;
    }

    private static void remove(SimulatedDisk disk, String name) {
        try {
            disk.intercept(step -> {});
            disk.delete(name);
            disk.syncNames();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void losePower() {
        logDisk.crash(random);
        treeDisk.crash(random);
    }

    private Replica open(TransactionLog log) {
        var settings = new ReplicaSettings("points", new TreeSettings(512, 1 << 16), CHECKPOINT_LOG_BYTES);
        return new Replica(settings, treeDisk, log, ReplicaListener.none(), TimeSource.system());
    }

    /** Until the fault hits somebody, or has hit and gone unnoticed, or does not come. */
    private void runUntilStruck(FaultInjector injector) {
        try (FileLog log = FileLog.on(logDisk, SEGMENT_BYTES);
                Replica replica = open(log)) {
            replica.lead(new Epoch(++epoch), () -> true);
            int left = REQUESTS_AFTERWARDS;
            for (int i = 0; i < REQUESTS_MAX && left > 0; i++) {
                Client client = clients.get(i % CLIENTS);
                assertThat(client.ask(replica, client.answered + 1)).isEqualTo(client.answered + 1);
                client.answered++;
                left -= injector.hasStruck() ? 1 : 0;
            }
        } catch (IOException | CairnException | CompletionException failed) {
            assertThat(injector.hasStruck()).as(failed.toString()).isTrue();
        }
    }

    /** A new process: everything is as it was answered, and it serves on. */
    private void goOn(String as) throws IOException {
        try (FileLog log = FileLog.on(logDisk, SEGMENT_BYTES);
                Replica replica = open(log)) {
            replica.lead(new Epoch(10 + ++epoch), () -> true);
            for (Client client : clients) {
                long done = replica.read(tree -> Numbers.read(tree, client.name));
                assertThat(done).as(as).isBetween(client.answered, client.answered + 1);
                if (done > 0) {
                    assertThat(replica.answered(client.request(done), Numbers.CODEC))
                            .as("slot, %s", as)
                            .hasValue(done);
                    assertThat(client.ask(replica, done)).as("repeat, %s", as).isEqualTo(done);
                }
                long next = client.answered + 1;
                assertThat(client.ask(replica, next))
                        .as("what was asked last, %s", as)
                        .isEqualTo(next);
                client.answered = next;
            }
            for (int i = 0; i < REQUESTS_AFTERWARDS; i++) {
                Client client = clients.get(i % CLIENTS);
                assertThat(client.ask(replica, client.answered + 1)).as(as).isEqualTo(++client.answered);
            }
        }
    }
}
