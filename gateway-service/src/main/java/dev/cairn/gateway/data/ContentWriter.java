package dev.cairn.gateway.data;

import dev.cairn.api.CallContext;
import dev.cairn.api.block.BlockService;
import dev.cairn.api.metadata.Contents;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.io.IOException;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Stores a body and makes it part of the namespace.
 *
 * <p>A body goes three ways: few bytes travel inside the metadata transaction; more are written to segments and named in
 * it; a body of very many pieces is gathered in a content that nobody refers to yet. In each case the bytes are durable
 * before the transaction, so a crash leaves either the whole new content or nothing but garbage that the services find:
 * unreferenced locations at once, an unfinished content after a day. Known failures clean up here. Safe for use by any
 * thread.
 */
public final class ContentWriter {

    private final Contents contents;
    private final BlockService blocks;
    private final long appendBytesMax;

    public ContentWriter(Contents contents, BlockService blocks) {
        this(contents, blocks, GatewayLimits.APPEND_BYTES_MAX);
    }

    /** With another size of one append, so that tests need no gigabytes. */
    ContentWriter(Contents contents, BlockService blocks, long appendBytesMax) {
        this.contents = contents;
        this.blocks = blocks;
        this.appendBytesMax = appendBytesMax;
    }

    /**
     * Reads the body to its end, makes it durable and hands it to {@code commit}, the one change that refers to it. When the
     * segment of the bytes was retired meanwhile, they are written again elsewhere and {@code commit} is called again, with
     * a request id of its own, since the refused one changed nothing.
     *
     * @param commit submits the transaction with the given context; an exception from it, such as one about a digest that does
     *     not match, drops what was stored
     * @throws CairnException {@link ErrorCode#EIO}, reason {@code short-body}; {@link ErrorCode#EINVAL}, reason {@code
     *     long-body}; what the services and {@code commit} throw
     * @throws IOException if reading the body fails
     */
    public <R> R store(Calls calls, IncomingBody body, BiFunction<CallContext, NewContent, R> commit)
            throws IOException {
        return store(calls, body, commit, refusal -> false);
    }

    /**
     * The same for a change that may be refused for a while: {@code canRepeat} may wait until a refusal does not hold any
     * more, and answers whether to try again.
     */
    public <R> R store(
            Calls calls,
            IncomingBody body,
            BiFunction<CallContext, NewContent, R> commit,
            Predicate<CairnException> canRepeat)
            throws IOException {
        try (PendingContent pending = new PendingContent(contents, blocks, calls, body, appendBytesMax)) {
            pending.take();
            return commit(calls, pending, commit, canRepeat);
        }
    }

    private static <R> R commit(
            Calls calls,
            PendingContent pending,
            BiFunction<CallContext, NewContent, R> commit,
            Predicate<CairnException> canRepeat)
            throws IOException {
        int attempt = 1;
        while (true) {
            NewContent content = pending.content();
            try {
                R result = calls.change(context -> commit.apply(context, content));
                pending.taken();
                return result;
            } catch (CairnException e) {
                boolean isRetired = isSegmentRetired(e) && attempt < GatewayLimits.CHANGED_ATTEMPTS_MAX;
                if (!isRetired && !canRepeat.test(e)) {
                    throw e;
                }
                if (isRetired) {
                    attempt++;
                    pending.rewrite();
                }
            }
        }
    }

    static boolean isSegmentRetired(CairnException e) {
        return e.code() == ErrorCode.ESTALE && e.reason().equals("segment");
    }
}
