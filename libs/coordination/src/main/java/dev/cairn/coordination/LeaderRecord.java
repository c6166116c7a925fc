package dev.cairn.coordination;

import dev.cairn.kernel.Epoch;

/** Who leads a group, and in which term. */
public record LeaderRecord(Epoch epoch, Member leader) {

    public LeaderRecord {
        if (epoch.equals(Epoch.NONE)) {
            throw new IllegalArgumentException("nobody leads before the first epoch");
        }
    }
}
