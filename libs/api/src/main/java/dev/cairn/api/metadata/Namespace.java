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
 * <p>Common errors: {@link ErrorCode#ENOENT}, {@link ErrorCode#ENOTDIR}, {@link ErrorCode#EACCES},
 * {@link ErrorCode#EINVAL} (a name the directory does not accept), {@link ErrorCode#ENAMETOOLONG}.
 */
public interface Namespace {

    /** The inode and the named extended attributes of it, as far as they exist. */
    FileView lookup(CallContext context, FileRef file, Set<Bytes> xattrs);

    /** @throws CairnException {@link ErrorCode#EEXIST} if the name is taken */
    FileView create(CallContext context, EntryPath path, PutRequest.Parents parents, NewEntry entry);

    /**
     * @throws CairnException {@link ErrorCode#PRECONDITION_FAILED}; {@link ErrorCode#EISDIR} if a directory is in the way;
     *     {@link ErrorCode#ESTALE}, reason {@code segment}, if the bytes lie in a segment that is being retired
     */
    PutResult put(CallContext context, PutRequest request);

    /** Answers what was removed, as it was. A removed file is freed in the background once nobody reads it. */
    Attributes remove(CallContext context, RemoveRequest request);

    /** Renames as POSIX does; between two names of one inode it does nothing. */
    void rename(CallContext context, EntryPath from, EntryPath to, RenameMode mode);

    /**
     * Gives a file one more name.
     *
     * @throws CairnException {@link ErrorCode#EPERM} for a directory
     */
    FileView link(CallContext context, FileRef file, EntryPath path);

    /** Entries of a directory in name order; a directory sorts as if its name ended in "/". */
    EntryPage list(CallContext context, FileRef directory, Optional<EntryCursor> after, int limit);

    ObjectPage listObjects(CallContext context, ObjectListRequest request);

    FileView setAttributes(CallContext context, FileRef file, AttributeChange change);

    /** All names that are not hidden. */
    List<Bytes> xattrNames(CallContext context, FileRef file);

    /** @throws CairnException {@link ErrorCode#EEXIST}, {@link ErrorCode#ENODATA}, as {@code mode} asks */
    void setXattr(CallContext context, FileRef file, Bytes name, Bytes value, XattrMode mode);

    /** @throws CairnException {@link ErrorCode#ENODATA} if there is none */
    void removeXattr(CallContext context, FileRef file, Bytes name);
}
