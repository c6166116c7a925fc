package dev.cairn.api.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Directories, names and what they refer to; the rules are those of sections 8, 9 and 20 of the behaviour reference.
 *
 * <p>Permission bits and ACLs decide as POSIX says: search permission on every directory of a path, write and search
 * permission on a directory whose entries change; callers with {@code OVERRIDE} pass every such check. What is reached by
 * inode number needs no permission on a path. A file in retention keeps its bytes, names, mode, owner, times and
 * {@code user.} attributes: {@link ErrorCode#EPERM}, reason {@code retention}.
 *
 * <p>Common errors: {@link ErrorCode#ENOENT}, {@link ErrorCode#ENOTDIR}, {@link ErrorCode#EACCES},
 * {@link ErrorCode#EINVAL} (a name the directory does not accept), {@link ErrorCode#ENAMETOOLONG}.
 */
public interface Namespace {

    /**
     * The inode and the named extended attributes of it, as far as they exist. {@code trusted.} attributes exist for callers
     * with {@code VOLUME_ADMIN} only.
     *
     * @throws CairnException {@link ErrorCode#EACCES} if an attribute other than an ACL is named and the inode may not be read
     */
    FileView lookup(CallContext context, FileRef file, Set<Bytes> xattrs);

    /**
     * Makes what has no data. It belongs to the caller and to the caller's group, or to the group of a directory with the
     * set-group-id bit, which new directories inherit. The caller's umask takes permissions away, unless the directory has a
     * default ACL: that becomes the access ACL, cut down to the mode, and the default ACL of a directory. A symlink has mode
     * 0777 in any case.
     *
     * @throws CairnException {@link ErrorCode#EEXIST} if the name is taken; {@link ErrorCode#ENOENT} for an empty target,
     *     {@link ErrorCode#ENAMETOOLONG} for one that is too long; {@link ErrorCode#EPERM} for a device without
     *     {@code OVERRIDE}; {@link ErrorCode#EINVAL} for a device number where there is no device
     */
    FileView create(CallContext context, EntryPath path, PutRequest.Parents parents, NewEntry entry);

    /**
     * A new file gets owner, group and mode as from {@link #create}. Writing to one that exists needs write permission, and
     * takes the set-user-id and set-group-id bits away unless the caller has {@code OVERRIDE}.
     *
     * @throws CairnException {@link ErrorCode#PRECONDITION_FAILED}; {@link ErrorCode#EISDIR} if a directory is in the way;
     *     {@link ErrorCode#EINVAL}, reason {@code type}, if something else is that has no data; {@link ErrorCode#EPERM}, reason
     *     {@code retention};
     *     {@link ErrorCode#ESTALE}, reason {@code segment}, if the bytes lie in a segment that is being retired
     */
    PutResult put(CallContext context, PutRequest request);

    /**
     * Answers what was removed, as it was. A removed file is freed in the background once nobody reads it.
     *
     * @throws CairnException {@link ErrorCode#PRECONDITION_FAILED}; {@link ErrorCode#EISDIR} or {@link ErrorCode#ENOTDIR} if
     *     it is not what is wanted; {@link ErrorCode#EPERM}, reason {@code sticky} for an entry of somebody else in a sticky
     *     directory, or {@code retention}; {@link ErrorCode#ENOTEMPTY}; {@link ErrorCode#EINVAL} for "." and
     *     {@link ErrorCode#ENOTEMPTY} for ".."
     */
    Attributes remove(CallContext context, RemoveRequest request);

    /**
     * Renames as POSIX does, atomically; between two names of one inode it does nothing if it may replace. What is in the way is replaced if
     * it is of the same kind, a directory only if it is empty.
     *
     * @throws CairnException in this order: {@link ErrorCode#EACCES}, and {@link ErrorCode#EPERM}, reason {@code sticky};
     *     {@link ErrorCode#EINVAL} or {@link ErrorCode#ENAMETOOLONG} for the new name; {@link ErrorCode#EINVAL}, reason
     *     {@code topology}, for a directory moved into itself or below; {@link ErrorCode#ENOTDIR} or
     *     {@link ErrorCode#EISDIR} for what is in the way; {@link ErrorCode#ENOTEMPTY}; {@link ErrorCode#EEXIST} if nothing
     *     may be replaced; {@link ErrorCode#EPERM}, reason {@code retention}, of the one or of the other
     */
    void rename(CallContext context, EntryPath from, EntryPath to, RenameMode mode);

    /**
     * Gives a file one more name, a file in retention too.
     *
     * @throws CairnException {@link ErrorCode#EPERM} for a directory; {@link ErrorCode#ENOENT} if it has lost its last name;
     *     {@link ErrorCode#EEXIST}; {@link ErrorCode#EMLINK} at {@link MetadataLimits#LINKS_MAX} names
     */
    FileView link(CallContext context, FileRef file, EntryPath path);

    /**
     * Entries of a directory in name order; a directory sorts as if its name ended in "/". What is there all the while is
     * seen exactly once, whatever happens around it. Needs read permission, and search permission for the attributes.
     */
    EntryPage list(CallContext context, FileRef directory, Optional<EntryCursor> after, int limit);

    /**
     * Keys of a bucket in byte order. Needs read and search permission on the bucket; what is below a directory that the
     * caller may not read and search is left out.
     */
    ObjectPage listObjects(CallContext context, ObjectListRequest request);

    /**
     * Changes mode, owner or times. The owner may change mode and times, and the group to one the owner is in; other changes
     * of owner and group need {@code OVERRIDE}. A change of owner or group takes the set-user-id and set-group-id bits of what
     * is no directory, unless the mode is given too. The set-group-id bit is dropped from a mode that the caller sets without
     * being in the group. With an access ACL the mode goes to its owner, mask or owning group, and other entries.
     *
     * @throws CairnException {@link ErrorCode#EPERM}, reason {@code owner} or {@code retention};
     *     {@link ErrorCode#EOPNOTSUPP} for the mode of a symlink
     */
    FileView setAttributes(CallContext context, FileRef file, AttributeChange change);

    /**
     * Sets atime and mtime to now, which whoever may write may do.
     *
     * @throws CairnException {@link ErrorCode#EACCES}; {@link ErrorCode#EPERM}, reason {@code retention}
     */
    FileView touch(CallContext context, FileRef file);

    /** All names that are not hidden. */
    List<Bytes> xattrNames(CallContext context, FileRef file);

    /**
     * Sets an extended attribute, atomically. {@code user.} needs write permission on a file or directory, and ownership of a
     * directory with the sticky bit; {@code trusted.} and {@code security.} need {@code VOLUME_ADMIN} too; the attributes of
     * ACLs ({@link AclType}) take the binary form of Linux and have the rules of {@link Acls#setAcl}.
     *
     * @throws CairnException in this order: {@link ErrorCode#ERANGE} for the length of the name; {@link ErrorCode#E2BIG} for
     *     the value; {@link ErrorCode#EOPNOTSUPP} for an unknown prefix, {@link ErrorCode#EINVAL} for nothing behind it;
     *     {@link ErrorCode#EPERM}, {@link ErrorCode#EACCES}; {@link ErrorCode#EPERM}, reason {@code retention}, for
     *     {@code user.}; {@link ErrorCode#EEXIST}, {@link ErrorCode#ENODATA}, as {@code mode} asks
     */
    void setXattr(CallContext context, FileRef file, Bytes name, Bytes value, XattrMode mode);

    /**
     * Removes an extended attribute, with the checks of {@link #setXattr}. Removing an ACL that is not there does nothing.
     *
     * @throws CairnException {@link ErrorCode#ENODATA} if there is none
     */
    void removeXattr(CallContext context, FileRef file, Bytes name);
}
