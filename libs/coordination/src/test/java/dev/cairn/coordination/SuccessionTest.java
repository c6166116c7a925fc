package dev.cairn.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which evidence leads to which verdict about a leader. */
class SuccessionTest {

    private static final Member ME = Member.incarnation(ServiceName.METADATA, "a", Map.of("grpc", 1));
    private static final Member OTHER = Member.incarnation(ServiceName.METADATA, "b", Map.of("grpc", 1));

    private static Succession.Verdict judge(Member leader, Presence presence, Member... gone) {
        return Succession.judge(leader, ME, asked -> presence, Set.of(gone)::contains);
    }

    @Test
    void aLivingLeaderIsLeftAlone() {
        assertThat(judge(OTHER, Presence.LISTENS)).isEqualTo(Succession.Verdict.WAIT);
        assertThat(judge(OTHER, Presence.UNKNOWN)).isEqualTo(Succession.Verdict.WAIT);
    }

    @Test
    void aProvenDeathAllowsAClaimAtOnce() {
        assertThat(judge(OTHER, Presence.REFUSED_HERE)).isEqualTo(Succession.Verdict.CLAIM);
        assertThat(judge(OTHER, Presence.LISTENS, OTHER)).isEqualTo(Succession.Verdict.CLAIM);
        assertThat(judge(OTHER, Presence.UNKNOWN, OTHER)).isEqualTo(Succession.Verdict.CLAIM);
    }

    @Test
    void aRefusalOfAnotherHostIsNoProof() {
        assertThat(judge(OTHER, Presence.REFUSED_ELSEWHERE)).isEqualTo(Succession.Verdict.OVERTHROW);
        assertThat(judge(OTHER, Presence.REFUSED_ELSEWHERE, OTHER)).isEqualTo(Succession.Verdict.CLAIM);
    }

    @Test
    void ourOwnPredecessorsAreNotWaitedFor() {
        Member predecessor = Member.incarnation(ServiceName.METADATA, ME.host(), ME.ports());
        assertThat(judge(predecessor, Presence.LISTENS)).isEqualTo(Succession.Verdict.CLAIM);
        assertThat(judge(predecessor, Presence.UNKNOWN)).isEqualTo(Succession.Verdict.WAIT);
        assertThat(judge(ME, Presence.UNKNOWN)).isEqualTo(Succession.Verdict.CLAIM);
    }

    @Test
    void membersWithoutPortsSayNothingAboutEachOther() {
        Member mine = Member.incarnation(ServiceName.METADATA, "a", Map.of());
        Member other = Member.incarnation(ServiceName.METADATA, "a", Map.of());
        assertThat(Succession.judge(other, mine, PortProbe::probe, gone -> false))
                .isEqualTo(Succession.Verdict.WAIT);
    }
}
