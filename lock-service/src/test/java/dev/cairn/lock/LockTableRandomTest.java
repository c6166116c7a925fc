package dev.cairn.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.lock.FencingToken;
import dev.cairn.api.lock.HeldLock;
import dev.cairn.api.lock.LockMode;
import dev.cairn.api.lock.LockName;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Random operations on a table, beside a model that knows only who holds what, who waits since when, and whose lease
 * runs. After each step: grants are compatible; whoever could be served has been; each line was served in the order of
 * arrival; every ticket is answered once and not after its deadline; tokens grow, over changes of leader too.
 */
class LockTableRandomTest {

    private static final Duration LEASE = Duration.ofSeconds(8);
    private static final int RUNS = 60;
    private static final int STEPS = 3_000;
    private static final int SESSIONS = 5;
    private static final int NAMES = 3;
    private static final List<LockMode> MODES = List.of(LockMode.values());

    @Test
    void theTableAgreesWithTheModel() {
        long first = Seeds.next();
        int runs = System.getProperty("cairn.seed") == null ? RUNS : 1;
        for (long seed = first; seed < first + runs; seed++) {
            try {
                new Run(new Random(seed)).go();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("-Dcairn.seed=" + seed, failure);
            }
        }
    }

    private static final class Run {

        private final Random random;
        private final Map<Long, Ticket> waiting = new TreeMap<>();
        private final Map<LockName, Map<UUID, HeldLock>> held = new HashMap<>();
        private final Map<UUID, Long> leases = new HashMap<>();
        private final Map<LockName, FencingToken> lastTokens = new HashMap<>();
        private final Set<UUID> awaited = new HashSet<>();
        private long recoveryUntil;
        private long now;
        private long lastTicket;
        private long epoch = 1;
        private LockTable table;

        Run(Random random) {
            this.random = random;
            this.now = random.nextLong();
            this.table = new LockTable(new Epoch(epoch), LEASE, Set.of(), now);
        }

        void go() {
            for (int step = 0; step < STEPS; step++) {
                act();
                check();
            }
        }

        private void act() {
            UUID session = new UUID(0, random.nextInt(SESSIONS));
            LockName name = new LockName("n/" + random.nextInt(NAMES));
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5, 6 -> acquire(session, name);
                case 7, 8, 9, 10 -> {
                    expireUntilNow();
                    table.release(now, session, name);
                    forget(session, name);
                }
                case 11, 12 -> renew(session);
                case 13, 14 -> open(session);
                case 15 -> close(session);
                case 16, 17, 18 -> {
                    now += (long) (random.nextDouble() * LEASE.toNanos() / 4);
                    table.advance(now);
                }
                default -> {
                    if (random.nextInt(20) == 0) {
                        changeLeader();
                    }
                }
            }
            expireUntilNow();
            settle();
        }

        private void acquire(UUID session, LockName name) {
            LockMode mode = MODES.get(random.nextInt(MODES.size()));
            long wait = random.nextInt(3) == 0 ? 0 : (long) (random.nextDouble() * 2 * LEASE.toNanos());
            Ticket ticket = new Ticket(++lastTicket, session, name, mode, now + wait);
            waiting.put(ticket.number(), ticket);
            table.acquire(now, ticket);
        }

        private void renew(UUID session) {
            expireUntilNow();
            try {
                table.renew(now, session);
                assertThat(leases).containsKey(session);
                leases.put(session, now + LEASE.toNanos());
            } catch (CairnException unknown) {
                assertThat(leases).doesNotContainKey(session);
            }
        }

        private void open(UUID session) {
            expireUntilNow();
            List<HeldLock> report =
                    awaited.contains(session) && !leases.containsKey(session) ? heldBy(session) : List.of();
            table.openSession(now, session, report);
            leases.put(session, now + LEASE.toNanos());
            if (report.isEmpty() && awaited.contains(session)) {
                forgetAll(session);
            }
            awaited.remove(session);
        }

        private void close(UUID session) {
            expireUntilNow();
            table.closeSession(now, session);
            leases.remove(session);
            awaited.remove(session);
            forgetAll(session);
        }

        /** The new leader knows nothing; the holders know what they hold until their leases have run out. */
        private void changeLeader() {
            expireUntilNow();
            settle();
            waiting.clear();
            awaited.addAll(leases.keySet());
            leases.clear();
            recoveryUntil = now + LEASE.toNanos();
            table = new LockTable(new Epoch(++epoch), LEASE, awaited, recoveryUntil);
        }

        private void expireUntilNow() {
            Set<UUID> ended = new HashSet<>();
            leases.forEach((session, until) -> {
                if (now - until >= 0) {
                    ended.add(session);
                }
            });
            ended.forEach(session -> {
                leases.remove(session);
                forgetAll(session);
            });
            if (!awaited.isEmpty() && now - recoveryUntil >= 0) {
                List.copyOf(awaited).forEach(this::forgetAll);
                awaited.clear();
            }
        }

        private List<HeldLock> heldBy(UUID session) {
            List<HeldLock> locks = new ArrayList<>();
            held.values().forEach(holders -> {
                HeldLock lock = holders.get(session);
                if (lock != null) {
                    locks.add(lock);
                }
            });
            return locks;
        }

        private void forget(UUID session, LockName name) {
            if (leases.containsKey(session)) {
                held.getOrDefault(name, new HashMap<>()).remove(session);
            }
        }

        private void forgetAll(UUID session) {
            held.values().forEach(holders -> holders.remove(session));
        }

        /** Takes the outcomes over into the model. */
        private void settle() {
            for (Outcome outcome : table.drain()) {
                switch (outcome) {
                    case Outcome.Granted granted -> granted(granted);
                    case Outcome.Refused refused -> refused(refused);
                    case Outcome.SessionEnded ended ->
                        assertThat(heldInTable(ended.session())).isEmpty();
                }
            }
        }

        private void granted(Outcome.Granted granted) {
            Ticket ticket = waiting.remove(granted.ticket());
            assertThat(ticket).as("a ticket is answered once").isNotNull();
            HeldLock lock = granted.lock();
            assertThat(List.of(lock.session(), lock.name(), lock.mode()))
                    .isEqualTo(List.of(ticket.session(), ticket.name(), ticket.mode()));
            Map<UUID, HeldLock> holders = held.computeIfAbsent(lock.name(), _ -> new HashMap<>());
            // Asked for twice, perhaps by a session that has ended since.
            if (lock.equals(holders.get(lock.session())) || lock.token().equals(lastTokens.get(lock.name()))) {
                return;
            }
            assertThat(awaited).as("nothing new during recovery").isEmpty();
            FencingToken last = lastTokens.put(lock.name(), lock.token());
            assertThat(last == null || lock.token().compareTo(last) > 0)
                    .as("tokens grow")
                    .isTrue();
            assertThat(waiting.values())
                    .as("first come, first served")
                    .noneMatch(other -> other.name().equals(ticket.name())
                            && !other.session().equals(ticket.session())
                            && other.number() < ticket.number()
                            && leases.containsKey(other.session())
                            && now - other.deadlineNanos() < 0);
            if (leases.containsKey(lock.session())) {
                holders.put(lock.session(), lock);
            }
        }

        private void refused(Outcome.Refused refused) {
            Ticket ticket = waiting.remove(refused.ticket());
            assertThat(ticket).as("a ticket is answered once").isNotNull();
            if (refused.code() == ErrorCode.EBUSY && refused.reason().equals("wait")) {
                assertThat(now - ticket.deadlineNanos()).isGreaterThanOrEqualTo(0);
            }
        }

        private Set<HeldLock> heldInTable(UUID session) {
            Set<HeldLock> locks = new HashSet<>(table.list("", Integer.MAX_VALUE));
            locks.removeIf(lock -> !lock.session().equals(session));
            return locks;
        }

        private void check() {
            Set<HeldLock> expected = new HashSet<>();
            held.values()
                    .forEach(holders -> holders.values().stream()
                            .filter(lock -> leases.containsKey(lock.session()))
                            .forEach(expected::add));
            assertThat(new HashSet<>(table.list("", Integer.MAX_VALUE))).isEqualTo(expected);
            assertThat(table.isRecovering()).isEqualTo(!awaited.isEmpty());
            held.values().forEach(Run::checkCompatible);
            waiting.values().forEach(ticket -> {
                assertThat(now - ticket.deadlineNanos())
                        .as("answered by its deadline")
                        .isNegative();
                assertThat(leases).as("who waits lives").containsKey(ticket.session());
            });
            checkNobodyCouldBeServed();
        }

        private static void checkCompatible(Map<UUID, HeldLock> holders) {
            List<HeldLock> locks = List.copyOf(holders.values());
            for (int i = 0; i < locks.size(); i++) {
                for (int j = i + 1; j < locks.size(); j++) {
                    assertThat(locks.get(i).mode().isCompatibleWith(locks.get(j).mode()))
                            .isTrue();
                }
            }
        }

        private void checkNobodyCouldBeServed() {
            if (!awaited.isEmpty()) {
                return;
            }
            Set<LockName> seen = new HashSet<>();
            for (Ticket ticket : waiting.values()) {
                if (seen.add(ticket.name())) {
                    assertThat(held.getOrDefault(ticket.name(), Map.of()).values())
                            .as("the first in line could be served")
                            .anyMatch(lock -> !lock.mode().isCompatibleWith(ticket.mode()));
                }
            }
        }
    }
}
