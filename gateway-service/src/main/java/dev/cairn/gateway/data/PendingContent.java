package dev.cairn.gateway.data;

import dev.cairn.api.block.BlockService;
import dev.cairn.api.block.Body;
import dev.cairn.api.block.Location;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Contents;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.Place;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A body that is durable, or on its way there, and that nothing refers to yet. Closing it gives up what was not taken.
 * Used by one thread.
 */
final class PendingContent implements AutoCloseable {

    private final Contents contents;
    private final BlockService blocks;
    private final Calls calls;
    private final IncomingBody body;
    private final long appendBytesMax;

    /** Durable, in order, and not yet part of {@link #built}; offsets count from the start of this body. */
    private final List<Extent> extents = new ArrayList<>();

    /** The whole body while it is small enough to be sent again. */
    private byte @Nullable [] memory;

    private Bytes inline = Bytes.EMPTY;
    private ContentId owner;
    private ContentId built = ContentId.NONE;
    private long size;
    private boolean isTaken;

    PendingContent(Contents contents, BlockService blocks, Calls calls, IncomingBody body, long appendBytesMax) {
        this.contents = contents;
        this.blocks = blocks;
        this.calls = calls;
        this.body = body;
        this.owner = body.owner();
        this.appendBytesMax = appendBytesMax;
    }

    /** Reads the body to its end and makes it durable; few bytes are only kept. */
    void take() throws IOException {
        InputStream stream = body.stream();
        if (!body.isLengthKnown()) {
            byte[] head = stream.readNBytes(GatewayLimits.REPLAY_BYTES_MAX + 1);
            if (head.length <= GatewayLimits.REPLAY_BYTES_MAX) {
                keep(head);
            } else {
                streamToEnd(new SequenceInputStream(new ByteArrayInputStream(head), stream));
            }
            return;
        }
        if (body.length() <= GatewayLimits.REPLAY_BYTES_MAX) {
            byte[] whole = stream.readNBytes((int) body.length());
            if (whole.length < body.length()) {
                throw new CairnException(
                        ErrorCode.EIO,
                        "short-body",
                        "the body ended after " + whole.length + " of " + body.length() + " bytes");
            }
            expectEnd(stream, body.length());
            keep(whole);
            return;
        }
        streamExactly(stream, body.length());
        expectEnd(stream, body.length());
    }

    NewContent content() {
        if (!built.isNone()) {
            return new NewContent.Built(built, size);
        }
        if (!extents.isEmpty()) {
            return new NewContent.Stored(extents);
        }
        return inline.isEmpty() ? new NewContent.Empty() : new NewContent.Inline(inline);
    }

    /**
     * Writes the bytes that nothing refers to yet once more, because their segment takes no new references.
     *
     * @throws CairnException {@link ErrorCode#UNAVAILABLE}, reason {@code segment}, if the segment is gone already and the
     *     bytes with it: the client must send them again
     */
    void rewrite() throws IOException {
        if (extents.isEmpty()) {
            return;
        }
        List<Extent> old = List.copyOf(extents);
        long start = old.getFirst().offset();
        long end = old.getLast().end();
        extents.clear();
        size = start;
        if (memory != null) {
            appendFrom(memory);
            return;
        }
        try {
            append(new ExtentInputStream(ExtentWalk.of(old, start, end), blocks, calls), end - start);
        } catch (CairnException e) {
            if (!e.reason().equals(RunTransfer.GONE)) {
                throw e;
            }
            throw new CairnException(
                    ErrorCode.UNAVAILABLE, RunTransfer.GONE, "the bytes went before they were committed", e);
        }
    }

    /** The metadata refers to it now. */
    void taken() {
        isTaken = true;
    }

    @Override
    public void close() {
        if (isTaken || built.isNone()) {
            return;
        }
        try {
            calls.run(context -> contents.drop(context, built));
        } catch (CairnException e) {
            // It goes by itself after a day; the failure that led here is the one to report.
        }
    }

    private void keep(byte[] whole) throws IOException {
        if (whole.length <= body.inlineBytesMax()) {
            inline = Bytes.wrap(whole);
            size = whole.length;
            return;
        }
        memory = whole;
        appendFrom(whole);
    }

    private void appendFrom(byte[] whole) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                append(new ByteArrayInputStream(whole), whole.length);
                return;
            } catch (CairnException e) {
                if (!e.code().isRetryable() || attempt == GatewayLimits.FRUITLESS_ATTEMPTS_MAX) {
                    throw e;
                }
            }
        }
    }

    private void streamExactly(InputStream stream, long length) throws IOException {
        while (size < length) {
            append(stream, Math.min(appendBytesMax, length - size));
            moveToBuiltIfMany();
        }
        moveToBuiltIfBegun();
    }

    private void streamToEnd(InputStream stream) throws IOException {
        long appended = appendBytesMax;
        while (appended == appendBytesMax) {
            long before = size;
            append(new LimitedStream(stream, appendBytesMax), Body.UNKNOWN_LENGTH);
            appended = size - before;
            moveToBuiltIfMany();
        }
        moveToBuiltIfBegun();
    }

    private void append(InputStream stream, long length) throws IOException {
        List<Location> locations =
                blocks.append(owner.value(), body.offset() + size, new Body(stream, length), calls.transferDeadline());
        long before = size;
        for (Location location : locations) {
            extents.add(new Extent(size, location.length(), new Place.Stored(location)));
            size += location.length();
        }
        if (length != Body.UNKNOWN_LENGTH && size - before != length) {
            throw new CairnException(
                    ErrorCode.EIO, "append", "stored " + (size - before) + " bytes of a body of " + length);
        }
    }

    private void moveToBuiltIfMany() throws IOException {
        if (extents.size() > MetadataLimits.EXTENTS_PER_CALL_MAX) {
            moveToBuilt();
        }
    }

    private void moveToBuiltIfBegun() throws IOException {
        if (!built.isNone()) {
            moveToBuilt();
        }
    }

    private void moveToBuilt() throws IOException {
        if (built.isNone()) {
            built = calls.change(contents::begin);
            owner = built;
        }
        int rewrites = 0;
        while (!extents.isEmpty()) {
            List<Extent> batch = extents.subList(0, Math.min(extents.size(), MetadataLimits.EXTENTS_PER_CALL_MAX));
            List<Extent> appended = List.copyOf(batch);
            try {
                calls.run(context -> contents.append(context, built, appended));
                batch.clear();
            } catch (CairnException e) {
                if (!ContentWriter.isSegmentRetired(e) || ++rewrites == GatewayLimits.CHANGED_ATTEMPTS_MAX) {
                    throw e;
                }
                rewrite();
            }
        }
    }

    private static void expectEnd(InputStream stream, long length) throws IOException {
        // Also lets a decoder of framed bodies see and check its trailer.
        if (stream.read() >= 0) {
            throw new CairnException(
                    ErrorCode.EINVAL, "long-body", "the body is longer than the " + length + " bytes announced");
        }
    }
}
