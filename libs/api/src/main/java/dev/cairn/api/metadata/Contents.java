package dev.cairn.api.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.List;
import java.util.Set;

/** The bytes of files. */
public interface Contents {

    /** What a reader of {@code [from, to)} needs, in one call. {@code to} is cut at the size. Offline data is no error here. */
    ReadPlan plan(CallContext context, FileRef file, long from, long to, Set<Bytes> xattrs);

    /**
     * More extents of a content that is being read, also after the file has got another content or was removed, as long as
     * the reader holds the lock {@code content/<id>} shared.
     *
     * @param dataVersion that of the file when the read began. Bytes that a file had at that version never mix with bytes
     *     that were written over them later; bytes behind its end then are no concern of the reader
     * @throws CairnException {@link ErrorCode#ENOENT} if the content is gone; {@link ErrorCode#ESTALE}, reason
     *     {@code overwritten}, if bytes were changed since
     */
    List<Extent> extents(CallContext context, ContentId content, long dataVersion, long from, long to, int limit);

    /** Starts a content that no file has yet, for bodies with very many extents. It is freed if nothing takes it in a day. */
    ContentId begin(CallContext context);

    /** Adds stored extents at the end of a content from {@link #begin}; at most {@link MetadataLimits#EXTENTS_PER_CALL_MAX}. */
    void append(CallContext context, ContentId content, List<Extent> extents);

    /** Gives up a content from {@link #begin}. Harmless if it is gone or taken. */
    void drop(CallContext context, ContentId content);
}
