package dev.cairn.gateway.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.api.Caller;
import dev.cairn.api.RequestIds;
import dev.cairn.api.block.Body;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.PutResult;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.kernel.TimeSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever size a body has and whatever fails on the way, a commit refers to all of its bytes, or nothing is left over. */
class ContentWriterTest {

    private static final int RUN_BYTES = 1_000;
    private static final int APPEND_BYTES = 150_500;

    private final FakeVolume volume = new FakeVolume();
    private final FakeBlocks blocks = new FakeBlocks(RUN_BYTES);
    private final RequestIds requestIds = new RequestIds(UUID.randomUUID(), TimeSource.system());
    private final Calls calls =
            new CallContexts(requestIds, TimeSource.system(), CallSettings.DEFAULT).of(Caller.system());
    private final ContentWriter writer = new ContentWriter(volume.contents(), blocks, APPEND_BYTES);
    private final ContentReader reader = new ContentReader(volume.contents(), blocks, (content, deadline) -> () -> {});

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                MetadataLimits.INLINE_BYTES_MAX,
                MetadataLimits.INLINE_BYTES_MAX + 1,
                GatewayLimits.REPLAY_BYTES_MAX,
                GatewayLimits.REPLAY_BYTES_MAX + 1,
                2 * APPEND_BYTES,
                2 * APPEND_BYTES + 1,
                8 * APPEND_BYTES,
                MetadataLimits.EXTENTS_PER_CALL_MAX * RUN_BYTES,
                MetadataLimits.EXTENTS_PER_CALL_MAX * RUN_BYTES + 1,
                3 * MetadataLimits.EXTENTS_PER_CALL_MAX * RUN_BYTES - 7
            })
    void bodiesOfAnySize(int size) throws IOException {
        byte[] body = bytes(size);

        put("known", body, size);
        put("unknown", body, Body.UNKNOWN_LENGTH);

        assertThat(read("known")).isEqualTo(body);
        assertThat(read("unknown")).isEqualTo(body);
        assertThat(volume.fakeContents().unfinished()).isEmpty();
    }

    @Test
    void fewBytesTouchNoSegment() throws IOException {
        put("small", bytes(MetadataLimits.INLINE_BYTES_MAX), Body.UNKNOWN_LENGTH);

        assertThat(blocks.segments()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 10_000, 300_000})
    void aBodyThatEndsEarlyStoresNothing(int size) {
        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> put("file", bytes(size - 1), size))
                .matches(e -> e.code() == ErrorCode.EIO && e.reason().equals("short-body"));
        assertThat(volume.root.children).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 10_000, 300_000})
    void aBodyThatGoesOnStoresNothing(int size) {
        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> put("file", bytes(size + 1), size))
                .matches(e -> e.code() == ErrorCode.EINVAL && e.reason().equals("long-body"));
        assertThat(volume.root.children).isEmpty();
    }

    @Test
    void aBodyInMemoryRidesOverAFailover() throws IOException {
        blocks.failAppends(2);
        byte[] body = bytes(100_000);

        put("file", body, body.length);

        assertThat(read("file")).isEqualTo(body);
    }

    @Test
    void aLargeBodyFailsRetryablyWhenItCannotBeSentAgain() {
        blocks.failAppends(1);

        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> put("file", bytes(300_000), 300_000))
                .matches(e -> e.code().isRetryable());
    }

    @Test
    void bytesInARetiredSegmentAreWrittenAgain() throws IOException {
        volume.fakeNamespace().refusePuts(2);
        byte[] body = bytes(50_500);

        put("file", body, body.length);

        assertThat(read("file")).isEqualTo(body);
        assertThat(blocks.segments()).as("runs of three attempts").isEqualTo(3 * 51);
    }

    @Test
    void bytesInARetiredSegmentAreWrittenAgainWhileALongBodyIsBuilt() throws IOException {
        volume.fakeContents().refuseAppends(1);
        byte[] body = bytes(1_500 * RUN_BYTES);

        put("file", body, body.length);

        assertThat(read("file")).isEqualTo(body);
    }

    @Test
    void aLargeBodyInARetiredSegmentIsCopied() throws IOException {
        volume.fakeNamespace().refusePuts(2);
        byte[] body = bytes(300_500);

        put("file", body, body.length);

        assertThat(read("file")).isEqualTo(body);
    }

    @Test
    void aLargeBodyWhoseSegmentIsGoneMustBeSentAgain() {
        volume.fakeNamespace().refusePuts(1);
        blocks.loseEverything();

        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> put("file", bytes(300_500), 300_500))
                .matches(e -> e.code() == ErrorCode.UNAVAILABLE && e.reason().equals("segment"));
    }

    @Test
    void aSegmentThatStaysRetiredIsAnError() {
        volume.fakeNamespace().refusePuts(100);

        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> put("file", bytes(5_000), 5_000))
                .matches(e -> e.code() == ErrorCode.ESTALE && e.reason().equals("segment"));
    }

    @Test
    void aRefusedCommitDropsWhatWasBuilt() {
        int size = 2_000 * RUN_BYTES;

        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() ->
                        writer.store(calls, IncomingBody.of(stream(bytes(size)), size), (context, content) -> {
                            assertThat(content).isInstanceOf(NewContent.Built.class);
                            throw new CairnException(ErrorCode.EINVAL, "digest", "made to fail");
                        }))
                .matches(e -> e.reason().equals("digest"));
        assertThat(volume.fakeContents().unfinished()).isEmpty();
        assertThat(volume.extents).isEmpty();
    }

    @Test
    void chunksKnowTheContentTheyAreStagedInto() {
        IncomingBody body = IncomingBody.of(stream(bytes(1)), 1).into(new ContentId(7), 8_192);

        assertThat(body.owner()).isEqualTo(new ContentId(7));
        assertThat(body.offset()).isEqualTo(8_192);
    }

    @Test
    void aFailedBodyGivesItsRequestSlotBack() {
        for (int i = 0; i < 2 * RequestIds.SLOTS; i++) {
            assertThatExceptionOfType(CairnException.class)
                    .isThrownBy(() -> writer.store(calls, IncomingBody.of(stream(bytes(1)), 1), (context, content) -> {
                        throw new CairnException(ErrorCode.EEXIST, "made to fail");
                    }));
        }
    }

    private PutResult put(String name, byte[] body, long length) throws IOException {
        return writer.store(
                calls,
                IncomingBody.of(stream(body), length),
                (context, content) -> volume.namespace()
                        .put(
                                context,
                                new PutRequest(
                                        path(name),
                                        PutRequest.Parents.REQUIRED,
                                        content,
                                        Bytes.EMPTY,
                                        0644,
                                        Map.of(),
                                        PutRequest.XattrPolicy.KEEP_OTHERS,
                                        Optional.empty(),
                                        Condition.ALWAYS)));
    }

    private byte[] read(String name) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        FileRef file = FileRef.path(path(name), FileRef.Want.ANY);
        try (OpenContent content = reader.open(calls, file, new Window.Whole(), Set.of())) {
            content.writeTo(target);
        }
        return target.toByteArray();
    }

    private static EntryPath path(String name) {
        return new EntryPath(InodeNumber.ROOT, List.of(Bytes.utf8(name)));
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** Gives its bytes in small pieces, as a network does. */
    private static InputStream stream(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] target, int at, int count) throws IOException {
                return super.read(target, at, Math.min(count, 1_333));
            }
        };
    }
}
