package dev.cairn.standalone.process;

import dev.cairn.coordination.Leadership;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import dev.cairn.replica.ReplicaStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a process tells of its part in a group, as JSON at {@code /actuator/replica}.
 *
 * @param group such as {@code metadata/0}
 * @param role {@link #LEADER} or {@link #STANDBY}
 * @param epoch the term it leads, or the newest it has heard of
 * @param position the last entry of the log that is durable and applied here; null where there is no log
 */
public record ReplicaReport(
        String group, String role, long epoch, @Nullable LogPosition position) {

    public static final String LEADER = "leader";
    public static final String STANDBY = "standby";

    /**
     * @param epoch of the leader that appended the entry
     * @param index 1 for the first entry of all, 0 for none
     */
    public record LogPosition(long epoch, long index) {}

    static ReplicaReport of(String group, Leadership leadership, ReplicaStatus status) {
        Position durable = status.durable();
        return of(
                group,
                leadership,
                status.leading(),
                new LogPosition(durable.epoch().value(), durable.index()));
    }

    /** Of a process that keeps no log. */
    static ReplicaReport of(String group, Leadership leadership, Epoch leading) {
        return of(group, leadership, leading, null);
    }

    private static ReplicaReport of(
            String group, Leadership leadership, Epoch leading, @Nullable LogPosition position) {
        return leading.equals(Epoch.NONE)
                ? new ReplicaReport(group, STANDBY, leadership.epoch().value(), position)
                : new ReplicaReport(group, LEADER, leading.value(), position);
    }
}
