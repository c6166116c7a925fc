package dev.cairn.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.kernel.CairnException;
import dev.cairn.testkit.ManualTimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MemoryCoordinationTest extends CoordinationContract {

    private final ManualTimeSource clock = new ManualTimeSource();
    private final MemoryEnsemble ensemble = new MemoryEnsemble(clock);

    @Override
    MemoryCoordination connect() {
        return ensemble.connect();
    }

    @Test
    @DisplayName("C1.6 A connection that is lost and comes back changes no leader")
    void aSuspendedLeaderIsNotConfirmedAtOnceAndIsAgainAfterwards() {
        MemoryCoordination one = connect();
        LeaderRecord record = one.leadership("metadata/0").claim(registered(one));

        one.suspend();
        assertThat(one.leadership("metadata/0").isConfirmed(record)).isFalse();
        assertThatExceptionOfType(CairnException.class).isThrownBy(() -> one.register(member(ServiceName.LOCK)));

        one.resume();
        assertThat(one.leadership("metadata/0").isConfirmed(record)).isTrue();
    }

    @Test
    @DisplayName("C1.3 The lease of a leader that is cut off ends before a successor may serve")
    void theLeaseOfALeaderThatIsCutOffEndsBeforeASuccessorMayServe() {
        MemoryCoordination one = connect();
        LeaderRecord record = one.leadership("metadata/0").claim(registered(one));

        one.cutOff();
        clock.advance(MemoryEnsemble.LEASE.dividedBy(2));
        assertThat(one.leadership("metadata/0").isConfirmed(record)).isTrue();
        clock.advance(MemoryEnsemble.LEASE.dividedBy(2).minus(Duration.ofMillis(1)));
        assertThat(one.leadership("metadata/0").isConfirmed(record)).isFalse();
    }

    @Test
    @DisplayName("B2.7 Who was only cut off, and counts as gone, comes back as somebody new")
    void whatWasClaimedInAnEndedSessionIsNeverConfirmedAgain() {
        MemoryCoordination one = connect();
        Member me = registered(one);
        LeaderRecord record = one.leadership("metadata/0").claim(me);
        AtomicInteger told = new AtomicInteger();
        one.onSessionEnd(told::incrementAndGet);

        one.cutOff();
        clock.advance(MemoryEnsemble.LEASE);
        one.expireUnnoticed();
        assertThat(connect().isGone(me)).isTrue();
        one.resume();

        assertThat(told).hasValue(1);
        assertThat(one.leadership("metadata/0").current()).contains(record);
        assertThat(one.leadership("metadata/0").isConfirmed(record)).isFalse();
        assertThat(connect().isGone(me)).isFalse();
    }
}
