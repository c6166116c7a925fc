package dev.cairn.gateway.data;

import dev.cairn.api.block.BlockService;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Contents;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.ReadPlan;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.Optional;
import java.util.Set;

/**
 * Opens files for reading. What is opened stays one version of the bytes to the end: a file that is replaced, moved or
 * removed meanwhile is read as it was, or the read fails; bytes of two versions never mix. Safe for use by any thread.
 */
public final class ContentReader {

    private final Contents contents;
    private final BlockService blocks;
    private final ContentLocks locks;

    public ContentReader(Contents contents, BlockService blocks, ContentLocks locks) {
        this.contents = contents;
        this.blocks = blocks;
        this.locks = locks;
    }

    /**
     * Looks a file up together with the places of the wanted bytes. That data is offline, or that nothing of the window is
     * inside the file, is no error here; see {@link OpenContent}.
     *
     * @param xattrs extended attributes to bring along
     * @throws CairnException what {@link Contents#plan} throws; {@link ErrorCode#EBUSY} or {@link ErrorCode#UNAVAILABLE} if
     *     the lock of a long read was not granted
     */
    public OpenContent open(Calls calls, FileRef file, Window window, Set<Bytes> xattrs) {
        for (int attempt = 1; attempt <= GatewayLimits.CHANGED_ATTEMPTS_MAX; attempt++) {
            Optional<OpenContent> opened = tryOpen(calls, file, window, xattrs);
            if (opened.isPresent()) {
                return opened.get();
            }
        }
        throw new CairnException(ErrorCode.OVERLOADED, "changing", "the file kept changing while it was being opened");
    }

    private Optional<OpenContent> tryOpen(Calls calls, FileRef file, Window window, Set<Bytes> xattrs) {
        ReadPlan plan = plan(calls, file, window, xattrs);
        Optional<Window.Span> span = window.in(plan.file().attributes().size());
        ContentId content = plan.file().attributes().content();
        if (span.isEmpty() || content.isNone() || span.get().length() <= GatewayLimits.UNLOCKED_READ_BYTES_MAX) {
            return Optional.of(new OpenContent(contents, blocks, calls, plan, span, () -> {}));
        }
        ContentLocks.Held held = locks.hold(content, calls.callDeadline());
        try {
            // The content may have been freed before the lock was granted; once seen with the lock held, it stays.
            ReadPlan locked = plan(calls, file, window, xattrs);
            Optional<Window.Span> lockedSpan =
                    window.in(locked.file().attributes().size());
            if (locked.file().attributes().content().equals(content)) {
                return Optional.of(new OpenContent(contents, blocks, calls, locked, lockedSpan, held));
            }
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
        held.close();
        return Optional.empty();
    }

    private ReadPlan plan(Calls calls, FileRef file, Window window, Set<Bytes> xattrs) {
        return switch (window) {
            case Window.Whole() -> contents.plan(calls.reading(), file, 0, Long.MAX_VALUE, xattrs);
            case Window.From(long first) -> contents.plan(calls.reading(), file, first, Long.MAX_VALUE, xattrs);
            case Window.Between(long first, long last) ->
                contents.plan(calls.reading(), file, first, last == Long.MAX_VALUE ? last : last + 1, xattrs);
            case Window.Last(long count) -> planOfLast(calls, file, count, xattrs);
        };
    }

    private ReadPlan planOfLast(Calls calls, FileRef file, long count, Set<Bytes> xattrs) {
        long size = contents.plan(calls.reading(), file, 0, 0, Set.of())
                .file()
                .attributes()
                .size();
        for (int attempt = 1; attempt <= GatewayLimits.CHANGED_ATTEMPTS_MAX; attempt++) {
            ReadPlan plan = contents.plan(calls.reading(), file, Math.max(0, size - count), size, xattrs);
            long sizeNow = plan.file().attributes().size();
            if (sizeNow == size) {
                return plan;
            }
            size = sizeNow;
        }
        throw new CairnException(ErrorCode.OVERLOADED, "changing", "the file kept changing while it was being opened");
    }
}
