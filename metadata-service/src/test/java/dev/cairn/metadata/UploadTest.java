package dev.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.CompleteRequest;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.Part;
import dev.cairn.api.metadata.PartPage;
import dev.cairn.api.metadata.PartRef;
import dev.cairn.api.metadata.PutResult;
import dev.cairn.api.metadata.Upload;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.api.metadata.UploadRequest;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parts become a file whole or not at all, and what does not become one is freed. */
class UploadTest {

    private static final Bytes WHOLE = Bytes.utf8("whole");
    private static final Bytes USER_X = Bytes.utf8("user.x");

    private final TestShard shard = new TestShard();
    private InodeNumber bucket = InodeNumber.ROOT;

    @BeforeEach
    void makeBucket() {
        bucket = shard.makeDirectory("bucket", NewEntry.NameRule.OBJECT_KEYS).inode();
    }

    @AfterEach
    void close() {
        shard.read(tree -> {
            ShardChecker.check(tree);
            return true;
        });
        shard.close();
    }

    private UploadKey begin(String key) {
        Upload upload = shard.uploads()
                .begin(shard.context(), new UploadRequest(bucket, Bytes.utf8(key), Map.of(USER_X, Bytes.utf8("1"))));
        return new UploadKey(bucket, upload.key(), upload.id());
    }

    private PartRef part(UploadKey upload, int number, NewContent content) {
        Bytes tag = Bytes.utf8("tag" + number + "-" + content.size());
        Part part = shard.uploads().putPart(shard.context(), upload, number, content, tag, Bytes.EMPTY);
        assertThat(part.size()).isEqualTo(content.size());
        return new PartRef(number, tag);
    }

    private static CompleteRequest completion(UploadKey upload, PartRef... parts) {
        return new CompleteRequest(upload, Arrays.asList(parts), WHOLE, Map.of(), Condition.ALWAYS);
    }

    private PutResult complete(UploadKey upload, PartRef... parts) {
        return shard.uploads().complete(shard.context(), completion(upload, parts));
    }

    private static void assertRefused(ErrorCode code, String reason, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(CairnException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.reason()).isEqualTo(reason);
        });
    }

    private List<Extent> extents(Attributes file) {
        return shard.contents()
                .plan(shard.context(), FileRef.inode(file.inode()), 0, Long.MAX_VALUE, Set.of())
                .extents();
    }

    @Test
    void thePartsListedBecomeTheFileInTheirOrder() {
        UploadKey upload = begin("a/b");
        PartRef third = part(upload, 3, shard.stored(300));
        PartRef first = part(upload, 1, shard.stored(100));
        part(upload, 2, shard.stored(200));
        PutResult result = complete(upload, first, third);
        assertThat(result.created()).isTrue();
        Attributes file = shard.stat("bucket/a/b");
        assertThat(file).isEqualTo(result.attributes());
        assertThat(file.size()).isEqualTo(400);
        assertThat(file.contentTag()).isEqualTo(WHOLE);
        assertThat(extents(file)).extracting(Extent::offset).containsExactly(0L, 100L);
        assertThat(shard.namespace()
                        .lookup(shard.context(), FileRef.inode(file.inode()), Set.of(USER_X))
                        .xattrs())
                .containsEntry(USER_X, Bytes.utf8("1"));
        shard.reap();
        assertThat(shard.liveBytes()).isEqualTo(400);
        assertRefused(ErrorCode.ENOENT, "upload", () -> shard.uploads().find(shard.context(), upload));
    }

    @Test
    void manyPartsOfManyExtentsBecomeOneFile() {
        UploadKey upload = begin("big");
        List<PartRef> parts = new ArrayList<>();
        for (int number = 1; number <= 30; number++) {
            List<Extent> extents = new ArrayList<>();
            for (int i = 0; i < 70; i++) {
                extents.add(shard.extent(10L * i, 10));
            }
            parts.add(part(upload, number, new NewContent.Stored(extents)));
        }
        Attributes file = complete(upload, parts.toArray(PartRef[]::new)).attributes();
        assertThat(file.size()).isEqualTo(30 * 70 * 10);
        long at = 0;
        while (at < file.size()) {
            List<Extent> next = shard.contents().extents(shard.context(), file.content(), 1, at, file.size(), 1000);
            for (Extent extent : next) {
                assertThat(extent.offset()).isEqualTo(at);
                at = extent.end();
            }
        }
        shard.reap();
        assertThat(shard.liveBytes()).isEqualTo(file.size());
    }

    @Test
    void aPartThatIsPutAgainCountsOnce() {
        UploadKey upload = begin("key");
        PartRef before = part(upload, 1, shard.stored(100));
        PartRef after = part(upload, 1, shard.stored(77));
        assertRefused(ErrorCode.EINVAL, "part", () -> complete(upload, before));
        assertThat(complete(upload, after).attributes().size()).isEqualTo(77);
        shard.reap();
        assertThat(shard.liveBytes()).isEqualTo(77);
    }

    @Test
    void aBadListLeavesTheUploadAsItWas() {
        UploadKey upload = begin("key");
        PartRef first = part(upload, 1, shard.stored(100));
        PartRef second = part(upload, 2, shard.stored(100));
        assertRefused(ErrorCode.EINVAL, "part-order", () -> complete(upload, second, first));
        assertRefused(ErrorCode.EINVAL, "part-order", () -> complete(upload, first, first));
        assertRefused(ErrorCode.EINVAL, "part", () -> complete(upload, first, new PartRef(3, first.tag())));
        assertRefused(ErrorCode.EINVAL, "part", () -> complete(upload, new PartRef(1, second.tag())));
        assertRefused(ErrorCode.EINVAL, "part", () -> complete(upload));
        assertRefused(ErrorCode.EINVAL, "part-number", () -> part(upload, 0, shard.stored(1)));
        assertRefused(ErrorCode.EINVAL, "part-number", () -> part(upload, 10_001, shard.stored(1)));
        var isAbsent = new CompleteRequest(upload, List.of(first), WHOLE, Map.of(), new Condition.Absent());
        shard.put("bucket/key", 10);
        assertRefused(
                ErrorCode.PRECONDITION_FAILED,
                "condition",
                () -> shard.uploads().complete(shard.context(), isAbsent));
        PartPage page = shard.uploads().parts(shard.context(), upload, 0, 10);
        assertThat(page.parts()).extracting(Part::number).containsExactly(1, 2);
        PutResult result = complete(upload, first, second);
        assertThat(result.created()).isFalse();
        assertThat(result.attributes().size()).isEqualTo(200);
        shard.clock.advance(Duration.ofDays(2));
        shard.reap();
        assertThat(shard.liveBytes()).isEqualTo(200);
    }

    @Test
    void aRepeatedCompletionAnswersTheSame() {
        UploadKey upload = begin("key");
        PartRef part = part(upload, 1, shard.stored(100));
        Attributes file = complete(upload, part).attributes();
        shard.restart();
        assertThat(complete(upload, part).attributes()).isEqualTo(file);
        var other = new CompleteRequest(upload, List.of(part), Bytes.utf8("other"), Map.of(), Condition.ALWAYS);
        assertRefused(ErrorCode.ENOENT, "upload", () -> shard.uploads().complete(shard.context(), other));
        shard.clock.advance(Duration.ofDays(2));
        shard.reap();
        assertRefused(ErrorCode.ENOENT, "upload", () -> complete(upload, part));
    }

    @Test
    void anAbortedUploadCostsNothing() {
        UploadKey upload = begin("key");
        for (int number = 1; number <= 20; number++) {
            part(upload, number, shard.stored(100));
        }
        shard.uploads().abort(shard.context(), upload);
        assertRefused(ErrorCode.ENOENT, "upload", () -> part(upload, 1, shard.stored(1)));
        assertRefused(ErrorCode.ENOENT, "upload", () -> shard.uploads().abort(shard.context(), upload));
        shard.reap();
        assertThat(shard.liveBytes()).isZero();
    }

    @Test
    void anUploadIsKnownByItsKeyAndItsId() {
        UploadKey upload = begin("key");
        for (UploadKey other : List.of(
                new UploadKey(bucket, Bytes.utf8("other"), upload.id()),
                new UploadKey(InodeNumber.ROOT, upload.key(), upload.id()),
                begin("key2"))) {
            var wrong = new UploadKey(other.bucket(), other.key(), upload.id());
            assertRefused(ErrorCode.ENOENT, "upload", () -> shard.uploads().find(shard.context(), wrong));
        }
        assertThat(shard.uploads().find(shard.context(), upload).key()).isEqualTo(upload.key());
    }

    @Test
    void uploadsAreListedByKeyWithinTheirPrefix() {
        List<UploadKey> expected = new ArrayList<>();
        for (String key : List.of("b", "a", "a/b", "a\u0000b", "ab", "a")) {
            expected.add(begin(key));
        }
        expected.sort((left, right) -> {
            int byKey = left.key().compareTo(right.key());
            return byKey != 0 ? byKey : compareIds(left, right);
        });
        assertThat(list("", 3)).isEqualTo(expected);
        assertThat(list("a", 2)).isEqualTo(expected.subList(0, 5));
        assertThat(list("a/", 2)).extracting(UploadKey::key).containsExactly(Bytes.utf8("a/b"));
    }

    private static int compareIds(UploadKey left, UploadKey right) {
        int high = Long.compareUnsigned(
                left.id().getMostSignificantBits(), right.id().getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(
                        left.id().getLeastSignificantBits(), right.id().getLeastSignificantBits());
    }

    private List<UploadKey> list(String prefix, int pageSize) {
        List<UploadKey> found = new ArrayList<>();
        Optional<UploadKey> after = Optional.empty();
        List<Upload> page;
        do {
            page = shard.uploads().list(shard.context(), bucket, Bytes.utf8(prefix), after, pageSize);
            page.forEach(upload -> found.add(new UploadKey(upload.bucket(), upload.key(), upload.id())));
            after = found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
        } while (!page.isEmpty());
        return found;
    }
}
