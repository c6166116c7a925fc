package dev.cairn.metadata.shard;

import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.Inode;

/** What permission bits allow. */
public enum Access {
    READ(4),
    WRITE(2),
    /** To pass through a directory. */
    SEARCH(1),
    /** To change the entries of a directory. */
    CHANGE_ENTRIES(3);

    /** On a directory: only the owner of an entry's inode, or of the directory, may take the entry away. */
    private static final int STICKY = 01000;

    private final int bits;

    Access(int bits) {
        this.bits = bits;
    }

    /** @throws CairnException EACCES */
    public void require(Inode inode, Caller caller) {
        if (!caller.has(Privilege.OVERRIDE) && (granted(inode, caller) & bits) != bits) {
            throw new CairnException(ErrorCode.EACCES, "mode", "no permission on inode " + inode.number);
        }
    }

    private static int granted(Inode inode, Caller caller) {
        if (inode.uid == caller.uid()) {
            return inode.mode >> 6 & 7;
        }
        return caller.isInGroup(inode.gid) ? inode.mode >> 3 & 7 : inode.mode & 7;
    }

    /** @throws CairnException EPERM unless the caller owns the inode */
    public static void requireOwner(Inode inode, Caller caller) {
        if (inode.uid != caller.uid() && !caller.has(Privilege.OVERRIDE)) {
            throw new CairnException(ErrorCode.EPERM, "owner", "inode " + inode.number + " belongs to another user");
        }
    }

    /** @throws CairnException EPERM, reason {@code retention}, if the file is in retention */
    public static void requireNotRetained(Inode inode) {
        if (inode.isRetained) {
            throw new CairnException(ErrorCode.EPERM, "retention", "inode " + inode.number + " is in retention");
        }
    }

    /** @throws CairnException EPERM if the sticky bit of the directory protects the entry */
    public static void requireMayTake(Inode directory, Inode taken, Caller caller) {
        boolean isProtected = (directory.mode & STICKY) != 0
                && taken.uid != caller.uid()
                && directory.uid != caller.uid()
                && !caller.has(Privilege.OVERRIDE);
        if (isProtected) {
            throw new CairnException(ErrorCode.EPERM, "sticky", "the sticky bit protects the entry");
        }
    }

    /** @throws CairnException EPERM unless the caller has the privilege */
    public static void requirePrivilege(Caller caller, Privilege privilege) {
        if (!caller.has(privilege)) {
            throw new CairnException(ErrorCode.EPERM, "privilege", "the call needs the privilege " + privilege);
        }
    }
}
