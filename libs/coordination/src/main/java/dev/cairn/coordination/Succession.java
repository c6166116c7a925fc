package dev.cairn.coordination;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The rules by which a candidate judges a leader other than itself in office. Pure: what has to be asked is passed in.
 *
 * <p>A claim at once needs a proof that the leader does not serve any more. Its session is over: that takes longer than
 * its lease. Or its process has ended: this host's kernel refuses its ports, or it had the address that is ours now.
 */
final class Succession {

    /** What to do about a leader. */
    enum Verdict {
        /** It may well be alive. */
        WAIT,
        /** It serves no more. */
        CLAIM,
        /** It is very likely dead: end its term, and wait for its lease. */
        OVERTHROW
    }

    private Succession() {}

    static Verdict judge(Member leader, Member me, Function<Member, Presence> probe, Predicate<Member> isGone) {
        if (leader.equals(me)) {
            // A term that this process has lost sight of, and has stopped serving.
            return Verdict.CLAIM;
        }
        Presence presence = probe.apply(leader);
        boolean isProvenDead = switch (presence) {
            case REFUSED_HERE -> true;
            // We listen there ourselves, so nobody else does.
            case LISTENS -> leader.hasAddressOf(me);
            case REFUSED_ELSEWHERE, UNKNOWN -> false;
        };
        if (isProvenDead || isGone.test(leader)) {
            return Verdict.CLAIM;
        }
        return presence == Presence.REFUSED_ELSEWHERE ? Verdict.OVERTHROW : Verdict.WAIT;
    }
}
