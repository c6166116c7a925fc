package dev.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.btree.TreeSettings;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.RequestId;
import dev.cairn.log.MemoryLog;
import dev.cairn.replica.Replica;
import dev.cairn.replica.ReplicaListener;
import dev.cairn.replica.ReplicaSettings;
import dev.cairn.replica.ResponseCodec;
import dev.cairn.testkit.ManualTimeSource;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers are kept while their session may ask again, and no longer. */
class SessionSweepTest {

    private static final ResponseCodec<byte[]> BYTES = new ResponseCodec<>() {
        @Override
        public byte[] encode(byte[] response) {
            return response;
        }

        @Override
        public byte[] decode(byte[] bytes) {
            return bytes;
        }
    };

    private final UUID staying = new UUID(1, 1);
    private final UUID leaving = new UUID(2, 2);
    private final Set<UUID> members = new HashSet<>(Set.of(staying, leaving));
    private final ManualTimeSource clock = new ManualTimeSource();
    private final Replica replica = new Replica(
            new ReplicaSettings("test", new TreeSettings(512, 1 << 20), 1 << 20),
            new SimulatedDisk(),
            new MemoryLog(),
            ReplicaListener.none(),
            clock);
    private final SessionSweep sweep = new SessionSweep(replica, () -> members, clock);

    @BeforeEach
    void askOnceEach() throws IOException {
        replica.lead(new Epoch(1), () -> true);
        for (UUID session : members) {
            replica.submit(new RequestId(session, 0, 1), BYTES, (transaction, context) -> new byte[] {7})
                    .join();
        }
    }

    @AfterEach
    void close() {
        replica.close();
    }

    private boolean isKept(UUID session) {
        return replica.answered(new RequestId(session, 0, 1), BYTES).isPresent();
    }

    @Test
    void aSessionIsForgottenWhenItsMemberWasGoneForTheRetention() {
        members.remove(leaving);
        assertThat(sweep.sweep()).isZero();
        clock.advance(SessionSweep.RETENTION.minusSeconds(1));
        assertThat(sweep.sweep()).isZero();
        assertThat(isKept(leaving)).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(sweep.sweep()).isEqualTo(1);
        assertThat(isKept(leaving)).isFalse();
        assertThat(isKept(staying)).isTrue();
    }

    @Test
    void aMemberThatIsBackIsNotCountedAsGoneForTheTimeBefore() {
        members.remove(leaving);
        sweep.sweep();
        clock.advance(SessionSweep.RETENTION);
        members.add(leaving);
        assertThat(sweep.sweep()).isZero();
        members.remove(leaving);
        assertThat(sweep.sweep()).isZero();
        clock.advance(SessionSweep.RETENTION.minusSeconds(1));
        assertThat(sweep.sweep()).isZero();
        assertThat(isKept(leaving)).isTrue();
    }
}
