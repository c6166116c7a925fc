package dev.cairn.gateway.data;

import dev.cairn.api.block.BlockService;
import dev.cairn.api.block.LocalRange;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Contents;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.ReadPlan;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Part of one version of a file's bytes, ready to be read. Closing it lets go of the lock that a long read holds. Used by
 * one thread.
 */
public final class OpenContent implements AutoCloseable {

    private final Contents contents;
    private final BlockService blocks;
    private final Calls calls;
    private final ReadPlan plan;
    private final Optional<Window.Span> span;
    private final ContentLocks.Held lock;

    OpenContent(
            Contents contents,
            BlockService blocks,
            Calls calls,
            ReadPlan plan,
            Optional<Window.Span> span,
            ContentLocks.Held lock) {
        this.contents = contents;
        this.blocks = blocks;
        this.calls = calls;
        this.plan = plan;
        this.span = span;
        this.lock = lock;
    }

    /** The file as it was when it was opened. */
    public FileView file() {
        return plan.file();
    }

    public Attributes attributes() {
        return plan.file().attributes();
    }

    /** The bytes that can be read; empty if the window lies outside the file (416 in HTTP). */
    public Optional<Window.Span> span() {
        return span;
    }

    /**
     * The first byte of the span that is offline. It looks through extents beyond those at hand only for a long span of a
     * file that has offline data at all.
     */
    public OptionalLong firstOffline() {
        if (!attributes().isOffline() || span.isEmpty()) {
            return OptionalLong.empty();
        }
        ExtentWalk walk = walk();
        while (!walk.isAtEnd()) {
            ExtentWalk.Run run = walk.run(Long.MAX_VALUE - walk.at());
            if (run instanceof ExtentWalk.Run.Offline) {
                return OptionalLong.of(walk.at());
            }
            walk.advance(run.length());
        }
        return OptionalLong.empty();
    }

    /** @throws CairnException {@link ErrorCode#OFFLINE} if {@link #firstOffline} finds a byte; the message names its block */
    public void requireOnline() {
        OptionalLong missing = firstOffline();
        if (missing.isPresent()) {
            throw RunTransfer.offline(missing.getAsLong());
        }
    }

    /** The span as a range of a local file, if it is one and this process can reach it: fit for sendfile. */
    public Optional<LocalRange> localRange() {
        if (span.isEmpty() || span.get().length() == 0) {
            return Optional.empty();
        }
        long length = span.get().length();
        ExtentWalk.Run run = walk().run(length);
        return run instanceof ExtentWalk.Run.Stored stored && stored.length() == length
                ? blocks.localRange(stored.location())
                : Optional.empty();
    }

    /**
     * Writes the span to {@code target}. A failure may come after bytes were written.
     *
     * @throws CairnException {@link ErrorCode#OFFLINE} before the first byte, or later if the data was released meanwhile;
     *     {@link ErrorCode#UNAVAILABLE}, reason {@code content}, if bytes were written over during the read, or the file was
     *     replaced and its old bytes were freed during a read that holds no lock; {@link ErrorCode#CORRUPT}
     * @throws IOException if writing to {@code target} fails
     */
    public void writeTo(OutputStream target) throws IOException {
        requireOnline();
        if (span.isEmpty()) {
            return;
        }
        ExtentWalk walk = walk();
        RunTransfer transfer = new RunTransfer(walk, blocks, calls);
        while (!walk.isAtEnd()) {
            transfer.next(target, Long.MAX_VALUE - walk.at());
        }
    }

    /** The bytes of the span for copying them; fails like {@link #writeTo}. It needs this object open. */
    public InputStream asStream() {
        requireOnline();
        return span.isEmpty() ? InputStream.nullInputStream() : new ExtentInputStream(walk(), blocks, calls);
    }

    @Override
    public void close() {
        lock.close();
    }

    private ExtentWalk walk() {
        Window.Span wanted = span.orElse(new Window.Span(0, 0));
        return new ExtentWalk(
                this::moreExtents, new ExtentWalk.Page(plan.extents(), plan.covered()), wanted.from(), wanted.to());
    }

    private ExtentWalk.Page moreExtents(long from, long to) {
        if (attributes().content().isNone()) {
            return new ExtentWalk.Page(List.of(), to);
        }
        try {
            List<Extent> extents = contents.extents(
                    calls.reading(),
                    attributes().content(),
                    attributes().dataVersion(),
                    from,
                    to,
                    GatewayLimits.EXTENTS_PER_READ);
            boolean isAll = extents.size() < GatewayLimits.EXTENTS_PER_READ;
            return new ExtentWalk.Page(extents, isAll ? to : extents.getLast().end());
        } catch (CairnException e) {
            boolean isOverwritten = e.code() == ErrorCode.ESTALE && e.reason().equals("overwritten");
            if (e.code() != ErrorCode.ENOENT && !isOverwritten) {
                throw e;
            }
            throw new CairnException(
                    ErrorCode.UNAVAILABLE, "content", "the file was changed while it was being read; ask again", e);
        }
    }
}
