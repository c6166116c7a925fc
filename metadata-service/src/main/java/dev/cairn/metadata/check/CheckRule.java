package dev.cairn.metadata.check;

import dev.cairn.metadata.item.Inode;
import java.util.Set;

/**
 * One thing that must hold in every version of a shard's tree. An instance serves one check, on one thread, and keeps no more
 * in memory than a limit of its own.
 */
public interface CheckRule {

    /** A stable name, for programs. */
    String name();

    /** Looks at an inode; called once for each that is stored. */
    default void inode(Inode inode, Check check) {}

    /** The first bytes of the keys of the items that {@link #item} wants to see. */
    default Set<Integer> zones() {
        return Set.of();
    }

    /** Looks at an item of a wanted zone; called in key order. */
    default void item(byte[] key, byte[] value, Check check) {}

    /** Called after all items. */
    default void end(Check check) {}
}
