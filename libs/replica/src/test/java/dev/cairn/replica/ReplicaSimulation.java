package dev.cairn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.btree.Cursor;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.log.ledger.SimulatedLedgers;
import dev.cairn.log.ledger.SimulatedRegister;
import dev.cairn.testkit.simulation.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, bookies and clients in a world where everything fails: processes die and sleep, power and messages are lost, bookies
 * and nodes are cut off, disks fail, and elections name anybody at any time and tell the last leader late or never.
 *
 * <p>After every event: nodes at the same place of the log have the same content. When a term begins: everything that was
 * answered is there, and nothing twice, and its epoch has no other leader.
 */
final class ReplicaSimulation implements ReplicaMonitor {

    static final int COMMON = 100;

    private static final int NODES = 3;
    private static final int CLIENTS = 4;
    private static final Duration FAULT_PAUSE_MAX = Duration.ofMillis(60);
    private static final Duration OUTAGE_MAX = Duration.ofMillis(400);
    private static final int AWAITS_MAX = 4_000;
    private static final int LOOKS_BETWEEN_ELECTIONS = 100;

    private record Content(Position position, int digest) {}

    private final World world;
    private final SimulatedLedgers ledgers = new SimulatedLedgers();
    private final SimulatedRegister register = new SimulatedRegister();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final Map<Long, Content> contents = new HashMap<>();
    private final Map<Epoch, SimulatedNode> leaders = new HashMap<>();
    private @Nullable SimulatedNode elected;
    private long epoch;
    private int restored;
    private boolean isCalm;

    ReplicaSimulation(long seed) {
        world = new World(seed);
        for (int i = 0; i < NODES; i++) {
            nodes.add(new SimulatedNode(this, "node-" + i));
        }
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new SimulatedClient(this, i));
        }
        world.afterEachStep(() -> nodes.forEach(SimulatedNode::check));
    }

    World world() {
        return world;
    }

    /** How many requests were answered. */
    long answers() {
        return clients.stream().mapToLong(SimulatedClient::answered).sum();
    }

    /** How many terms began. */
    int terms() {
        return leaders.size();
    }

    SimulatedLedgers ledgers() {
        return ledgers;
    }

    SimulatedRegister register() {
        return register;
    }

    /** How often a node took the state of another one. */
    int restored() {
        return restored;
    }

    @Override
    public void restored(Position position) {
        restored++;
    }

    /** Whether nothing fails any more. */
    boolean isCalm() {
        return isCalm;
    }

    SimulatedNode anyNode() {
        return nodes.get(world.random().nextInt(NODES));
    }

    List<SimulatedNode> nodes() {
        return nodes;
    }

    /** Lets everything fail for a time, then nothing, and requires that all is well in the end. */
    void run(Duration troubled) {
        elect();
        world.after(Duration.ZERO, this::trouble);
        world.run(troubled);
        requireWellInTheEnd();
    }

    /** Lets nothing fail but what a script lets fail, and waits until every client has been answered by the first node. */
    void begin() {
        isCalm = true;
        elect(nodes.getFirst());
        awaitAnswers(3);
    }

    /**
     * Lets the world go on until every client has got some more answers, and requires that this is soon. The elected one is
     * elected again when its term could not begin, as an elector does.
     */
    void awaitAnswers(long more) {
        List<Long> wanted =
                clients.stream().map(client -> client.answered() + more).toList();
        int[] looks = {0};
        await("answers to all clients", () -> {
            if (++looks[0] % LOOKS_BETWEEN_ELECTIONS == 0) {
                keepInOffice();
            }
            for (int i = 0; i < CLIENTS; i++) {
                if (clients.get(i).answered() < wanted.get(i)) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Elects the elected one again if its term could not begin or has ended. */
    void keepInOffice() {
        SimulatedNode last = elected;
        if (last != null && !last.isLeading()) {
            elect(last);
        }
    }

    /** Lets the world go on until something is so. */
    void await(String what, BooleanSupplier condition) {
        for (int i = 0; i < AWAITS_MAX && !condition.getAsBoolean(); i++) {
            world.run(Duration.ofMillis(5));
        }
        assertThat(condition.getAsBoolean()).as("%s, at last", what).isTrue();
    }

    /** Lets the world go on until a request is answered. */
    <R> R await(CompletableFuture<R> answer) {
        await("an answer", answer::isDone);
        return answer.join();
    }

    /** Makes all good that is bad, and requires that everybody is served and all nodes come to the same state. */
    void requireWellInTheEnd() {
        isCalm = true;
        recover();
        long enough =
                clients.stream().mapToLong(SimulatedClient::answered).max().orElseThrow() + 3;
        for (int i = 0; i < 100 && clients.stream().anyMatch(client -> client.answered() < enough); i++) {
            elect();
            world.run(Duration.ofSeconds(2));
        }
        assertThat(clients).allMatch(client -> client.answered() >= enough);
        clients.forEach(SimulatedClient::stop);
        // A leader of the past that is asked nothing and told nothing would not notice.
        nodes.stream().filter(node -> node != elected).forEach(SimulatedNode::depose);
        for (int i = 0; i < 100 && !isAllEqual(); i++) {
            world.run(Duration.ofSeconds(1));
        }
        assertThat(isAllEqual())
                .as("all nodes come to the same place: %s", places())
                .isTrue();
    }

    private boolean isAllEqual() {
        return places().stream().distinct().count() == 1;
    }

    private List<Position> places() {
        return nodes.stream()
                .map(node -> node.replica().visible())
                .map(visible -> visible == null ? Position.START : visible.position())
                .toList();
    }

    private void trouble() {
        if (isCalm) {
            return;
        }
        SimulatedNode node = anyNode();
        switch (world.random().nextInt(11)) {
            case 0 -> restart(node, true);
            case 1 -> restart(node, false);
            case 2, 3 -> {
                var process = node.process();
                process.pause();
                world.after(outage(), process::resume);
            }
            case 4 -> {
                node.setCutOff(true);
                world.after(outage(), () -> node.setCutOff(false));
            }
            case 5 -> {
                int bookie = world.random().nextInt(SimulatedLedgers.BOOKIES);
                ledgers.setDown(bookie, true);
                world.after(outage(), () -> ledgers.setDown(bookie, false));
            }
            case 6 -> {
                node.disk().failFrom(1 + world.random().nextInt(10));
                world.after(outage(), () -> restart(node, world.random().nextBoolean()));
            }
            case 7 -> node.disk().failOnce(1 + world.random().nextInt(20));
            case 8 -> damage();
            default -> elect();
        }
        world.after(world.within(FAULT_PAUSE_MAX), this::trouble);
    }

    /** Of one node, and once the log is kept for all: otherwise it would be a loss that nobody can make good. */
    private void damage() {
        if (register.record().checkpoints().size() == NODES) {
            nodes.getFirst().damage();
        }
    }

    private Duration outage() {
        return world.within(OUTAGE_MAX);
    }

    private void restart(SimulatedNode node, boolean isPowerLost) {
        node.kill(isPowerLost);
        world.after(outage(), () -> {
            if (!node.process().isAlive()) {
                node.start();
            }
        });
    }

    private void elect() {
        SimulatedNode last = elected;
        SimulatedNode next = anyNode();
        if (last != null && last != next && world.random().nextBoolean()) {
            last.depose();
        }
        elect(next);
    }

    /** Tells a node that it is elected, and nobody else anything. Its leadership is confirmed until the next election. */
    void elect(SimulatedNode next) {
        elected = next;
        next.elect(new Epoch(++epoch));
    }

    /** Whether a node was elected last, as a lease would tell it. */
    boolean isConfirmed(Epoch term) {
        return term.equals(new Epoch(epoch));
    }

    /** Checks something in the course of events; what fails there would otherwise be an answer that is not awaited. */
    void require(Runnable check) {
        world.after(Duration.ZERO, check);
    }

    List<SimulatedClient> clients() {
        return clients;
    }

    private void recover() {
        for (int bookie = 0; bookie < SimulatedLedgers.BOOKIES; bookie++) {
            ledgers.setDown(bookie, false);
        }
        for (SimulatedNode node : nodes) {
            node.setCutOff(false);
            node.process().resume();
            node.disk().heal();
            if (!node.process().isAlive()) {
                node.start();
            }
        }
    }

    /** A node has caught up with the log and is about to serve. */
    void termBegins(SimulatedNode node, Epoch of, TreeView state) {
        assertThat(leaders.put(of, node)).as("another leader of epoch %s", of).isNull();
        long sum = 0;
        for (SimulatedClient client : clients) {
            long done = Numbers.read(state, client.name());
            assertThat(done)
                    .as("increments of client %d, at %s", client.name(), node)
                    .isBetween(client.answered(), client.answered() + 1);
            sum += done;
        }
        assertThat(Numbers.read(state, COMMON)).as("increments of all").isEqualTo(sum);
    }

    /** A node shows a state that it did not show before. */
    void check(SimulatedNode node, Visible visible) {
        int digest;
        try {
            digest = digest(visible.snapshot());
        } catch (CairnException damaged) {
            assertThat(damaged.code()).isEqualTo(ErrorCode.CORRUPT);
            return;
        }
        var content = new Content(visible.position(), digest);
        Content known = contents.putIfAbsent(visible.position().index(), content);
        assertThat(content).as("content of %s", node).isEqualTo(known == null ? content : known);
    }

    private static int digest(TreeView tree) {
        int digest = 1;
        for (Cursor item = tree.scan(new byte[0], null); item.next(); ) {
            digest = 31 * (31 * digest + Arrays.hashCode(item.key())) + Arrays.hashCode(item.value());
        }
        return digest;
    }
}
