package dev.cairn.api.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;

/**
 * POSIX access control lists (section 27 of the behaviour reference). The same lists can be read and written as extended
 * attributes, {@link AclType#xattr}, in the binary form of Linux, and appear under these names in lists of attributes.
 *
 * <p>A list has exactly one entry each for the owner, the owning group and others, at most one for a user or group, and
 * one mask if it names any. Common errors: {@link ErrorCode#ENOENT}, {@link ErrorCode#ENOTDIR}, {@link ErrorCode#EACCES}
 * on the way to the inode, and {@link ErrorCode#EOPNOTSUPP} for a symlink, which has none.
 */
public interface Acls {

    /**
     * The list of an inode. Without an access list it is what the permission bits say. Needs no permission on the inode.
     *
     * @throws CairnException {@link ErrorCode#ENODATA} if there is no default list
     */
    Acl acl(CallContext context, FileRef file, AclType type);

    /**
     * Gives an inode a list in place of the one it has. The permission bits follow an access list: owner and other from
     * their entries, group from the mask, or from the owning group if there is no mask. A list that says no more than
     * permission bits can is not kept. Sets ctime; retention does not matter.
     *
     * @throws CairnException {@link ErrorCode#EPERM}, reason {@code owner}, unless the caller owns the inode or has
     *     {@code OVERRIDE}; {@link ErrorCode#EINVAL} for a malformed list, and for a default list of what is no directory;
     *     {@link ErrorCode#E2BIG} for more than {@link MetadataLimits#ACL_ENTRIES_MAX} entries
     */
    Attributes setAcl(CallContext context, FileRef file, AclType type, Acl acl);

    /**
     * Removes a list; the permission bits stay. Where there is none nothing changes.
     *
     * @throws CairnException {@link ErrorCode#EPERM}, reason {@code owner}
     */
    Attributes removeAcl(CallContext context, FileRef file, AclType type);
}
