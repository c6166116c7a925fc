package dev.cairn.api.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.util.List;
import java.util.Optional;

/**
 * What the tags of extended attributes stand for (sections 21 to 25 of the behaviour reference). A name {@code
 * scoutfs.TAGS.REST} carries one or more of
 *
 * <ul>
 *   <li>{@code hide.}: not in the normal listing of names, but in {@link #hidden};
 *   <li>{@code srch.}: {@link #search} finds the inode by the full name;
 *   <li>{@code totl.}: the value is a number and part of the {@link #totals total} that the last three numbers of the name
 *       name;
 *   <li>{@code indx.}: the inode stands in the {@link #index} at the position that the last two numbers of the name name.
 * </ul>
 *
 * <p>Attributes are set and removed with {@link Namespace#setXattr} and {@link Namespace#removeXattr}; what is read here
 * changes in the same transaction, and once more when the inode is finally deleted, not when it loses its last name. All
 * readings are of what is durable, exact, and never older than the answer of a change. One reading of several pages is no
 * snapshot.
 *
 * <p>All but {@link #hidden} need {@code VOLUME_ADMIN} ({@link ErrorCode#EPERM}). A negative limit is {@link
 * ErrorCode#EINVAL}; more than {@link MetadataLimits#PAGE_ENTRIES_MAX} is answered with as many.
 */
public interface TaggedAttributes {

    /**
     * Inodes from {@code from} to {@code to}, both inclusive, that have an attribute of exactly this name. Go on from the
     * last one plus one until the page is the end. Limit 0, or {@code to} before {@code from}, gives an empty page that is
     * not marked as the end.
     *
     * @throws CairnException {@link ErrorCode#EINVAL} if the name is longer than 255 bytes or has no {@code srch.} tag
     */
    SearchPage search(CallContext context, Bytes name, InodeNumber from, InodeNumber to, int limit);

    /**
     * Totals in ascending order from {@code from} (inclusive) on. One whose sum and count are both 0 does not exist. Go on
     * from the last name's {@link TotalName#next} until nothing comes.
     *
     * @throws CairnException {@link ErrorCode#EINVAL} for a limit below 1
     */
    List<Total> totals(CallContext context, TotalName from, int limit);

    /**
     * Adds to a total, without any attribute, to repair accounts. It stays until the opposite is added. Numbers wrap.
     *
     * @param sum may be negative
     * @param count may be negative
     */
    void inject(CallContext context, TotalName name, long sum, long count);

    /**
     * The index from {@code from} to {@code to}, both inclusive, in ascending order. An inode stands once at a position,
     * however many of its attributes name it. Go on from the last entry's {@link IndexPosition#next} until nothing comes.
     *
     * @throws CairnException {@link ErrorCode#EINVAL} if {@code to} is before {@code from} or a major is not 0 to 255
     */
    List<IndexPosition> index(CallContext context, IndexPosition from, IndexPosition to, int limit);

    /**
     * Attribute names that carry the {@code hide.} tag: those that {@link Namespace#xattrNames} leaves out. Needs read
     * permission on the inode and no privilege.
     *
     * @param after behind which name to begin
     * @throws CairnException {@link ErrorCode#EACCES}; {@link ErrorCode#ENOENT}
     */
    HiddenPage hidden(CallContext context, FileRef file, Optional<Bytes> after, int limit);
}
