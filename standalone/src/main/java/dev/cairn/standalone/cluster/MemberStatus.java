package dev.cairn.standalone.cluster;

import dev.cairn.standalone.process.ReplicaReport;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A member at one moment.
 *
 * @param pid empty when it is dead
 * @param replica its part in a group; empty if it has none, or does not answer
 * @param lag entries of the log that its leader has and this member has not; empty where that is unknown
 */
record MemberStatus(
        Member member, ProcessState state, OptionalLong pid, Optional<ReplicaReport> replica, OptionalLong lag) {}
