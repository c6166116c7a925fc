package dev.cairn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.RequestId;
import dev.cairn.testkit.simulation.World;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/**
 * Asks for one increment after the other, each until it is answered, of any node. The answer to its n-th request is n if and
 * only if each of them was done exactly once.
 */
final class SimulatedClient {

    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final Duration RETRY_MAX = Duration.ofMillis(40);

    private final ReplicaSimulation simulation;
    private final World world;
    private final int name;
    private final UUID session;
    private SimulatedNode target;
    private long answered;
    private long asked = 1;
    private long attempt;
    private boolean isOver;

    SimulatedClient(ReplicaSimulation simulation, int name) {
        this.simulation = simulation;
        this.world = simulation.world();
        this.name = name;
        this.session = new UUID(world.random().nextLong(), name);
        this.target = simulation.anyNode();
        ask();
    }

    int name() {
        return name;
    }

    /** How many requests were answered. */
    long answered() {
        return answered;
    }

    /** Asks for nothing more. */
    void stop() {
        attempt++;
        isOver = true;
    }

    private void ask() {
        if (isOver) {
            return;
        }
        long mine = ++attempt;
        var request = new RequestId(session, 0, asked);
        var _ = target.call(replica -> replica.submit(request, Numbers.CODEC, this::increment))
                .whenComplete((answer, failure) -> {
                    if (mine != attempt) {
                        return;
                    }
                    if (failure == null) {
                        assertThat(answer)
                                .as("client %d, request %d", name, asked)
                                .isEqualTo(asked);
                        answered = asked;
                        // Now and then the same again: it must be answered the same.
                        asked += world.oneIn(8) ? 0 : 1;
                        world.after(world.within(RETRY_MAX), this::ask);
                    } else {
                        requireRetryable(failure);
                        askAnother();
                    }
                });
        world.after(TIMEOUT, () -> {
            if (mine == attempt) {
                askAnother();
            }
        });
    }

    private void askAnother() {
        attempt++;
        target = simulation.anyNode();
        world.after(world.within(RETRY_MAX), this::ask);
    }

    private static void requireRetryable(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        assertThat(cause)
                .isInstanceOfSatisfying(
                        CairnException.class,
                        e -> assertThat(e.code()).as(e.toString()).isIn(ErrorCode.UNAVAILABLE, ErrorCode.NOT_LEADER));
    }

    private long increment(Transaction transaction, CommandContext context) {
        transaction.add(Numbers.key(ReplicaSimulation.COMMON), 1);
        transaction.put(
                new byte[] {0x40, (byte) world.random().nextInt(30)},
                new byte[world.random().nextInt(300)]);
        return Numbers.increment(name).decide(transaction, context);
    }
}
