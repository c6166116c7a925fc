package dev.cairn.metadata.namespace;

import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.metadata.item.Inode;

/** When the set-user-id and set-group-id bits of an inode go away, so that nobody gets rights by a change of somebody else. */
public final class SetIdBits {

    static final int SET_USER_ID = 04000;
    static final int SET_GROUP_ID = 02000;
    private static final int GROUP_EXECUTE = 010;

    private SetIdBits() {}

    /** New data in a file. The caller stores the inode. */
    public static void afterWrite(Inode file, Caller caller) {
        if (!caller.has(Privilege.OVERRIDE)) {
            drop(file, caller);
        }
    }

    /** Another owner or group, whoever gave it. */
    static void afterChangeOfOwner(Inode inode, Caller caller) {
        if (!inode.isDirectory()) {
            drop(inode, caller);
        }
    }

    private static void drop(Inode inode, Caller caller) {
        inode.mode &= ~SET_USER_ID;
        if ((inode.mode & GROUP_EXECUTE) != 0) {
            inode.mode &= ~SET_GROUP_ID;
        }
        requireMembership(inode, caller);
    }

    /** Only who is in the group of an inode, or may do anything, gives it rights of the group. */
    static void requireMembership(Inode inode, Caller caller) {
        if (!caller.isInGroup(inode.gid) && !caller.has(Privilege.OVERRIDE)) {
            inode.mode &= ~SET_GROUP_ID;
        }
    }
}
