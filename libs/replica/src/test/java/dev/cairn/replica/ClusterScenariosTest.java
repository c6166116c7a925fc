package dev.cairn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.RequestId;
import dev.cairn.log.ledger.SimulatedLedgers;
import dev.cairn.testkit.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Scenarios of docs/scenarios-cluster.md, played in the world of {@link ReplicaSimulation}, whose checks all of them have in
 * common: at every step nodes at the same place have the same content, when a term begins everything that was answered is
 * there and nothing twice, and in the end everybody is served and all nodes are equal.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClusterScenariosTest {

    private static final int SEEDS = 8;
    private static final int NAME = 150;
    private static final UUID SESSION = new UUID(7, 7);

    /** Plays a scenario some times, each in another order of events; {@code -Dcairn.scenarios=N} for more. */
    private static void play(Consumer<ReplicaSimulation> scenario) {
        long first = Seeds.next();
        int count = Long.getLong("cairn.seed") == null ? Integer.getInteger("cairn.scenarios", SEEDS) : 1;
        for (long seed = first; seed < first + count; seed++) {
            try {
                var simulation = new ReplicaSimulation(seed);
                simulation.begin();
                scenario.accept(simulation);
                simulation.requireWellInTheEnd();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("repeat with -Dcairn.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static SimulatedNode first(ReplicaSimulation simulation) {
        return simulation.nodes().getFirst();
    }

    private static SimulatedNode second(ReplicaSimulation simulation) {
        return simulation.nodes().get(1);
    }

    private static CompletableFuture<Long> increment(SimulatedNode node, long number) {
        return node.call(
                replica -> replica.submit(new RequestId(SESSION, 0, number), Numbers.CODEC, Numbers.increment(NAME)));
    }

    /** Asks again and again, as a client does, until somebody answers. */
    private static long incrementSomehow(ReplicaSimulation simulation, long number) {
        for (int attempt = 0; attempt < 800; attempt++) {
            CompletableFuture<Long> answer = increment(simulation.anyNode(), number);
            simulation.world().run(Duration.ofMillis(100));
            if (answer.isDone() && !answer.isCompletedExceptionally()) {
                return answer.join();
            }
            simulation.keepInOffice();
        }
        throw new AssertionError("request " + number + " is never answered");
    }

    private static CompletableFuture<Long> read(Replica replica, int name) {
        try {
            return CompletableFuture.completedFuture(replica.read(tree -> Numbers.read(tree, name)));
        } catch (CairnException notLeader) {
            return CompletableFuture.failedFuture(notLeader);
        }
    }

    private static long seenBy(SimulatedNode node) {
        Visible visible = node.process().isAlive() ? node.replica().visible() : null;
        return visible == null ? -1 : Numbers.read(visible.snapshot(), NAME);
    }

    @Test
    @DisplayName("A1.1 Everything alive sees everything")
    void everythingAliveSeesEverything() {
        play(simulation -> {
            long number = 0;
            for (SimulatedNode writer : simulation.nodes()) {
                simulation.elect(writer);
                long written = incrementSomehow(simulation, ++number);
                assertThat(written).isEqualTo(number);
                for (SimulatedNode reader : simulation.nodes()) {
                    simulation.await("all see it", () -> seenBy(reader) == written);
                }
            }
        });
    }

    @Test
    @DisplayName("A1.2 One that does not lead is killed")
    void oneThatDoesNotLeadIsKilled() {
        play(simulation -> {
            int terms = simulation.terms();
            second(simulation).kill(true);
            simulation.awaitAnswers(5);
            assertThat(simulation.terms()).isEqualTo(terms);
            second(simulation).start();
        });
    }

    @Test
    @DisplayName("A1.3 All but the leader are killed")
    void allButTheLeaderAreKilled() {
        play(simulation -> {
            int terms = simulation.terms();
            simulation.nodes().subList(1, 3).forEach(node -> node.kill(true));
            simulation.awaitAnswers(5);
            assertThat(simulation.terms()).isEqualTo(terms);
            assertThat(first(simulation).isLeading()).isTrue();
        });
    }

    @Test
    @DisplayName("A1.4 The leader is killed")
    void theLeaderIsKilled() {
        play(simulation -> {
            first(simulation).kill(simulation.world().random().nextBoolean());
            simulation.elect(second(simulation));
            simulation.awaitAnswers(3);
            assertThat(second(simulation).isLeading()).isTrue();
            first(simulation).start();
            simulation.awaitAnswers(3);
            assertThat(second(simulation).isLeading())
                    .as("whoever comes back goes along")
                    .isTrue();
        });
    }

    @Test
    @DisplayName("A1.5 Everything is killed")
    void everythingIsKilled() {
        play(simulation -> {
            for (int time = 0; time < 3; time++) {
                simulation.nodes().forEach(node -> node.kill(true));
                simulation.world().run(Duration.ofMillis(100));
                simulation.nodes().forEach(SimulatedNode::start);
                simulation.elect(simulation.anyNode());
                simulation.awaitAnswers(2);
            }
        });
    }

    @Test
    @DisplayName("A1.8 Random churn with unsaved changes")
    void randomChurn() {
        play(simulation -> {
            for (int time = 0; time < 30; time++) {
                SimulatedNode node = simulation.anyNode();
                if (!node.process().isAlive()) {
                    node.start();
                } else if (simulation.world().oneIn(2)) {
                    node.stop();
                    simulation.await("its end", () -> !node.process().isAlive());
                }
                simulation.elect(simulation.anyNode());
                simulation.world().run(Duration.ofMillis(150));
            }
        });
    }

    @Test
    @DisplayName("A1.9 Load during changes of leader: what was answered is read")
    void whatWasAnsweredIsReadThroughChangesOfLeader() {
        play(simulation -> {
            simulation.nodes().forEach(SimulatedNode::keepLeases);
            // The one that leads does not keep a lease for this term yet.
            simulation.elect(second(simulation));
            int[] reads = {0};
            for (int time = 0; time < 40; time++) {
                if (time % 4 == 3) {
                    simulation.elect(simulation.anyNode());
                }
                for (SimulatedClient client : simulation.clients()) {
                    long answered = client.answered();
                    var _ = simulation
                            .anyNode()
                            .call(replica -> read(replica, client.name()))
                            .thenAccept(read -> {
                                reads[0]++;
                                simulation.require(() -> assertThat(read)
                                        .as("read of client %d", client.name())
                                        .isGreaterThanOrEqualTo(answered));
                            });
                }
                simulation.world().run(Duration.ofMillis(20));
            }
            assertThat(reads[0]).isPositive();
        });
    }

    @Test
    @DisplayName("A3.8 What is read after a restart is what was stored")
    void whatIsReadAfterARestartIsWhatWasStored() {
        play(simulation -> {
            for (int time = 1; time <= 3; time++) {
                assertThat(incrementSomehow(simulation, time)).isEqualTo(time);
                simulation.nodes().forEach(node -> node.kill(true));
                simulation.nodes().forEach(SimulatedNode::start);
                simulation.elect(simulation.anyNode());
            }
        });
    }

    @Test
    @DisplayName("B1.2 A failed fence stops the leader before it touches data")
    void aFailedFenceStopsTheLeaderBeforeItTouchesData() {
        play(simulation -> {
            int terms = simulation.terms();
            first(simulation).kill(false);
            for (int bookie = 1; bookie < SimulatedLedgers.BOOKIES; bookie++) {
                simulation.ledgers().setDown(bookie, true);
            }
            simulation.elect(second(simulation));
            simulation.world().run(Duration.ofSeconds(1));
            assertThat(simulation.terms()).as("terms that began").isEqualTo(terms);
            assertThat(second(simulation).isLeading()).isFalse();
            for (int bookie = 1; bookie < SimulatedLedgers.BOOKIES; bookie++) {
                simulation.ledgers().setDown(bookie, false);
            }
            simulation.elect(second(simulation));
            simulation.awaitAnswers(2);
        });
    }

    @Test
    @DisplayName("B1.4 Leftovers of an earlier leadership of the same process")
    void leftoversOfAnEarlierLeadership() {
        play(simulation -> {
            for (int time = 0; time < 6; time++) {
                first(simulation).setCutOff(true);
                simulation
                        .world()
                        .run(Duration.ofMillis(simulation.world().random().nextInt(50)));
                first(simulation).setCutOff(false);
                // Perhaps it has noticed by now, perhaps it has not.
                simulation.elect(first(simulation));
                simulation.awaitAnswers(1);
            }
        });
    }

    @Test
    @DisplayName("C1.1 A paused leader wakes up behind its successor")
    void aPausedLeaderWakesUpBehindItsSuccessor() {
        play(simulation -> {
            simulation.world().run(simulation.world().within(Duration.ofMillis(60)));
            first(simulation).process().pause();
            simulation.elect(second(simulation));
            simulation.awaitAnswers(3);
            first(simulation).process().resume();
            // Nobody tells it; what it flushes is refused, and that ends its term.
            CompletableFuture<Long> late = increment(first(simulation), 1);
            simulation.await(
                    "the term of the past ends", () -> !first(simulation).isLeading());
            assertThat(late.isDone() && !late.isCompletedExceptionally())
                    .as("answered with success")
                    .isFalse();
            assertThat(second(simulation).isLeading()).isTrue();
            simulation.awaitAnswers(2);
        });
    }

    @Test
    @DisplayName("C1.4 A leader is cut off from the log and not from the ensemble")
    void aLeaderThatIsCutOffFromTheLogEndsItsTerm() {
        play(simulation -> {
            first(simulation).setCutOff(true);
            simulation.await("its term ends", () -> !first(simulation).isLeading());
            simulation.elect(second(simulation));
            simulation.awaitAnswers(3);
            assertThat(second(simulation).isLeading()).isTrue();
        });
    }

    @Test
    @DisplayName("C2.1 The key of a request across a failover")
    void aRequestWhoseAnswerWasLostIsAnsweredByTheNextLeader() {
        play(simulation -> {
            CompletableFuture<Long> lost = increment(first(simulation), 1);
            simulation.await(
                    "it is committed", () -> seenBy(first(simulation)) == 1 || lost.isCompletedExceptionally());
            first(simulation).kill(true);
            simulation.elect(second(simulation));
            assertThat(incrementSomehow(simulation, 1)).as("the stored answer").isEqualTo(1);
            assertThat(incrementSomehow(simulation, 2)).isEqualTo(2);
        });
    }

    @Test
    @DisplayName("C2.7 A rolling restart")
    void aRollingRestart() {
        play(simulation -> {
            List<SimulatedNode> nodes = simulation.nodes();
            for (int i = 0; i < nodes.size(); i++) {
                SimulatedNode restarted = nodes.get(i);
                SimulatedNode next = nodes.get((i + 1) % nodes.size());
                restarted.stop();
                simulation.await("its end", () -> !restarted.process().isAlive());
                simulation.elect(next);
                simulation.awaitAnswers(2);
                restarted.start();
                simulation.awaitAnswers(2);
                assertThat(next.isLeading()).isTrue();
            }
        });
    }
}
