package dev.cairn.metadata;

import static dev.cairn.metadata.ArchiveCalls.NONE;
import static dev.cairn.metadata.ArchiveCalls.assertRefused;
import static dev.cairn.metadata.ArchiveCalls.assertRetained;
import static dev.cairn.metadata.ArchiveCalls.content;
import static dev.cairn.metadata.ArchiveCalls.offlineContent;
import static dev.cairn.metadata.ArchiveCalls.project;
import static dev.cairn.metadata.ArchiveCalls.ref;
import static dev.cairn.metadata.ArchiveCalls.retention;
import static dev.cairn.metadata.TestShard.BLOCK;
import static dev.cairn.metadata.TestShard.file;
import static dev.cairn.metadata.TestShard.path;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.CompleteRequest;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.DirectAttributes;
import dev.cairn.api.metadata.DirectChange;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PartRef;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.api.metadata.Upload;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.api.metadata.UploadRequest;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Attributes set directly, retention and projects, as the acceptance scenarios have them. */
class DirectAttributesScenariosTest {

    private static final long HUGE = 578437695752307201L;
    private static final Instant TIME = Instant.ofEpochSecond(67305985, 999_999_999);

    private final TestShard shard = new TestShard();
    private final ArchiveCalls calls = new ArchiveCalls(shard);
    private int files;

    @AfterEach
    void close() {
        shard.read(tree -> {
            ShardChecker.check(tree);
            return true;
        });
        shard.close();
    }

    private Attributes fresh() {
        return shard.put("fresh" + files++, 0);
    }

    private static DirectAttributes.More more(long version, long size, boolean isOffline) {
        return new DirectAttributes.More(version, size, isOffline, TIME, Instant.EPOCH);
    }

    private Attributes setMore(Attributes file, DirectAttributes.More more) {
        return shard.directAttributes().setMore(shard.context(), ref(file), more);
    }

    @Test
    @DisplayName("AT-1 setattr_more, 1 to 5: what is refused")
    void setattrMoreRefused() {
        assertRefused(ErrorCode.EINVAL, () -> setMore(fresh(), more(0, 1, false)));
        assertRefused(ErrorCode.EINVAL, () -> setMore(fresh(), more(1, 0, true)));
        Attributes directory = shard.makeDirectory("directory", NewEntry.NameRule.POSIX);
        assertRefused(ErrorCode.EINVAL, () -> setMore(directory, more(0, 0, false)));
        assertRefused(ErrorCode.EINVAL, () -> setMore(shard.put("content", BLOCK), more(1, 1, false)));
        shard.put("shrunk", 256 * BLOCK);
        Attributes shrunk = shard.put("shrunk", 0);
        assertRefused(ErrorCode.EINVAL, () -> setMore(shrunk, more(1, 1, true)));
        Attributes file = fresh();
        assertRefused(
                ErrorCode.EACCES,
                () -> shard.directAttributes()
                        .setMore(shard.context(TestShard.user(22222)), ref(file), more(1, 1, false)));
        assertThat(shard.directAttributes().read(shard.context(), ref(file))).isEqualTo(file);
    }

    @Test
    @DisplayName("AT-1 setattr_more, 6 to 11: what is set reads back")
    void setattrMoreSets() {
        assertThat(setMore(fresh(), more(1, HUGE, false)).size()).isEqualTo(HUGE);
        assertThat(setMore(fresh(), more(HUGE, 1, false)).dataVersion()).isEqualTo(HUGE);
        assertThat(setMore(fresh(), more(1, 1, false)).ctime().toString()).isEqualTo("1972-02-19T00:06:25.999999999Z");
        Attributes some = setMore(fresh(), more(1, 10007L * BLOCK, true));
        assertThat(shard.map(some)).isEqualTo("[0,+10007) off");
        assertThat(setMore(fresh(), more(1, 4_000_000_000L, true)).offlineBlocks())
                .isEqualTo(976_563);
        Attributes times = setMore(fresh(), new DirectAttributes.More(0, 0, false, TIME, TIME));
        assertThat(times.crtime()).isEqualTo(TIME);
        assertThat(times.dataVersion()).isZero();
        Attributes zeros = setMore(fresh(), new DirectAttributes.More(3, 5, false, Instant.EPOCH, Instant.EPOCH));
        assertThat(zeros.ctime()).isEqualTo(Instant.EPOCH);
        assertThat(shard.map(zeros)).as("all one hole").isEmpty();
    }

    @Test
    @DisplayName("AT-2 retention-basic")
    void retentionBasic() {
        Attributes directory = shard.makeDirectory("d");
        assertRefused(ErrorCode.EINVAL, () -> calls.set(directory, retention(true)));
        Attributes retained = shard.put("d/f", BLOCK);
        assertThat(calls.set(retained, retention(true)).isRetained()).isTrue();
        assertThat(shard.stat("d/f").isRetained()).isTrue();
        assertRefused(ErrorCode.EPERM, () -> calls.set(TestShard.user(22222), retained, retention(false)));

        xattr("trusted.retention_test");
        Attributes before = shard.stat("d/f");
        assertRetained(() -> xattr("user.retention_test"));
        assertRetained(
                () -> shard.namespace().removeXattr(shard.context(), file("d/f"), Bytes.utf8("user.retention_test")));
        assertRetained(() -> shard.remove("d/f"));
        assertRetained(() -> rename("d/f", "d/g"));
        shard.put("d/other", 1);
        assertRetained(() -> rename("d/other", "d/f"));
        assertRetained(() -> shard.put("d/f", 2 * BLOCK));
        assertRetained(() -> setMtime("d/f"));
        assertThat(shard.stat("d/f")).isEqualTo(before);

        assertThat(calls.set(retained, retention(false)).isRetained()).isFalse();
        shard.put("d/f", 2 * BLOCK);
        rename("d/f", "d/g");
        rename("d/g", "d/f");
        setMtime("d/f");
        shard.namespace().removeXattr(shard.context(), file("d/f"), Bytes.utf8("trusted.retention_test"));
        shard.remove("d/f");
    }

    private void xattr(String name) {
        shard.namespace()
                .setXattr(shard.context(), file("d/f"), Bytes.utf8(name), Bytes.EMPTY, XattrMode.CREATE_OR_REPLACE);
    }

    private void rename(String from, String to) {
        shard.namespace().rename(shard.context(), path(from), path(to), RenameMode.REPLACE);
    }

    private void setMtime(String name) {
        shard.namespace()
                .setAttributes(
                        shard.context(),
                        file(name),
                        new AttributeChange(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(TIME)));
    }

    @Test
    @DisplayName("AT-3 projects, 1 to 4: any inode, any number, for everybody to read")
    void projects() {
        Attributes file = shard.put("f", 0);
        Attributes directory = shard.makeDirectory("d");
        assertThat(file.project()).isZero();
        for (Attributes inode : List.of(file, directory)) {
            assertThat(calls.set(inode, project(8675309)).project()).isEqualTo(8675309);
        }
        assertThat(shard.directAttributes()
                        .read(shard.context(TestShard.user(22222)), ref(file))
                        .project())
                .isEqualTo(8675309);
        for (String number : List.of(
                "2147483647",
                "2147483648",
                "4294967295",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551615")) {
            long id = Long.parseUnsignedLong(number);
            assertThat(calls.set(file, project(id)).project()).isEqualTo(id);
            assertThat(Long.toUnsignedString(shard.stat("f").project())).isEqualTo(number);
        }
    }

    @Test
    @DisplayName("AT-3 projects, 5 to 7: every way to make an inode takes the project of its directory")
    void projectsAreInherited() {
        Attributes directory = shard.makeDirectory("d", NewEntry.NameRule.OBJECT_KEYS);
        calls.set(directory, project(8675309));
        shard.put("d/file", 0);
        shard.makeDirectory("d/sub");
        shard.makeDirectory("d/sub/sub");
        shard.namespace()
                .create(
                        shard.context(),
                        path("d/link"),
                        PutRequest.Parents.REQUIRED,
                        new NewEntry.Symlink(Bytes.utf8("x")));
        shard.namespace()
                .put(
                        shard.context(),
                        new PutRequest(
                                path("d/implied/by/key"),
                                PutRequest.Parents.IMPLIED,
                                shard.stored(10),
                                TestShard.TAG,
                                0644,
                                Map.of(),
                                PutRequest.XattrPolicy.KEEP_OTHERS,
                                Optional.empty(),
                                Condition.ALWAYS));
        upload(directory, "parts/whole");
        for (String name : List.of(
                "d/file",
                "d/sub",
                "d/sub/sub",
                "d/link",
                "d/implied",
                "d/implied/by",
                "d/implied/by/key",
                "d/parts",
                "d/parts/whole")) {
            assertThat(shard.stat(name).project()).as(name).isEqualTo(8675309);
        }
        calls.set(directory, project(0));
        assertThat(shard.put("d/later", 0).project()).isZero();
        assertThat(shard.makeDirectory("d/below").project()).isZero();
        assertThat(shard.put("d/file", BLOCK).project()).as("only at creation").isEqualTo(8675309);
    }

    private void upload(Attributes bucket, String key) {
        Upload upload =
                shard.uploads().begin(shard.context(), new UploadRequest(bucket.inode(), Bytes.utf8(key), Map.of()));
        var id = new UploadKey(upload.bucket(), upload.key(), upload.id());
        shard.uploads().putPart(shard.context(), id, 1, shard.stored(BLOCK), TestShard.TAG, Bytes.EMPTY);
        shard.uploads()
                .complete(
                        shard.context(),
                        new CompleteRequest(
                                id, List.of(new PartRef(1, TestShard.TAG)), TestShard.TAG, Map.of(), Condition.ALWAYS));
    }

    @Test
    @DisplayName("X-15 set_attr_x")
    void setAttrX() {
        Attributes file = fresh();
        assertRefused(ErrorCode.EPERM, () -> calls.set(TestShard.user(22222), file, NONE));
        assertThat(calls.set(file, NONE)).isEqualTo(file);
        calls.set(file, ArchiveCalls.dataVersion(7));
        assertRefused(ErrorCode.EINVAL, () -> calls.set(file, ArchiveCalls.size(10)));
        assertRefused(ErrorCode.EINVAL, () -> calls.set(file, content(8, 10)));
        assertRefused(ErrorCode.EINVAL, () -> calls.set(fresh(), ArchiveCalls.size(10)));
        assertRefused(ErrorCode.EINVAL, () -> calls.set(fresh(), ArchiveCalls.dataVersion(0)));
        assertRefused(ErrorCode.EINVAL, () -> calls.set(fresh(), offlineContent(1, 0)));
        assertRefused(ErrorCode.EFBIG, () -> calls.set(fresh(), content(1, -1)));
        DirectChange flagAlone = new DirectChange(
                Optional.of(1L),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertRefused(ErrorCode.EINVAL, () -> calls.set(fresh(), flagAlone));

        Attributes both = calls.set(fresh(), ArchiveCalls.and(retention(true), 77));
        assertThat(both.isRetained()).isTrue();
        assertThat(both.project()).isEqualTo(77);
        assertRetained(() -> calls.set(both, project(78)));
        assertRetained(() -> calls.set(both, retention(true)));
        Attributes cleared = calls.set(both, ArchiveCalls.and(retention(false), 79));
        assertThat(cleared.isRetained()).isFalse();
        assertThat(cleared.project()).isEqualTo(79);
        assertThat(calls.set(cleared, retention(false)).isRetained()).isFalse();
    }

    @Test
    @DisplayName("X-15 set_attr_x: a refused change changes nothing, and an accepted one nothing else")
    void nothingElse() {
        Attributes file = fresh();
        assertRefused(ErrorCode.EINVAL, () -> calls.set(file, ArchiveCalls.and(ArchiveCalls.size(10), 9)));
        assertThat(shard.stat("fresh0")).isEqualTo(file);
        shard.clock.advance(Duration.ofSeconds(9));
        Attributes set = calls.set(file, ArchiveCalls.times(TIME, Instant.EPOCH));
        assertThat(set)
                .usingRecursiveComparison()
                .ignoringFields("ctime", "crtime", "metaSeq")
                .isEqualTo(file);
        assertThat(set.ctime()).isEqualTo(TIME);
        assertThat(set.crtime()).isEqualTo(Instant.EPOCH);
        assertThat(set.metaSeq()).isGreaterThan(file.metaSeq());
        Attributes sized = calls.set(file, offlineContent(5, 3 * BLOCK));
        assertThat(sized.dataSeq()).as("SEQ-8").isEqualTo(file.dataSeq());
        assertThat(sized.ctime()).isEqualTo(TIME);
    }

    @Test
    @DisplayName("X-16 retention loopholes closed: what a retained file still allows")
    void retainedFile() {
        Attributes file = calls.put("f", 1, 2 * BLOCK);
        calls.set(file, retention(true));
        shard.namespace().link(shard.context(), ref(file), path("link"));
        assertRetained(() -> shard.remove("link"));
        shard.namespace().setXattr(shard.context(), file("f"), Bytes.utf8("trusted.x"), Bytes.EMPTY, XattrMode.CREATE);
        calls.releaseAll(file);
        calls.stage(file, 1, 0, file.size());
        calls.assertIsCopy(file, 1);
        assertRetained(() -> calls.set(file, retention(true)));
    }

    @Test
    @DisplayName("X-37 restore recipe: a restored file waits for its data and is then as it was")
    void restoreRecipe() {
        long size = 1L << 30;
        Instant mtime = Instant.parse("2001-02-03T04:05:06.789Z");
        Attributes original = calls.put("original", 3, size);
        shard.clock.advance(Duration.ofDays(9));

        Attributes restored = shard.put("restored", 0);
        shard.namespace()
                .setAttributes(
                        shard.context(),
                        ref(restored),
                        new AttributeChange(
                                Optional.of(0600),
                                Optional.of(1000),
                                Optional.of(100),
                                Optional.empty(),
                                Optional.of(mtime)));
        calls.set(
                restored,
                new DirectChange(
                        Optional.of(original.dataVersion()),
                        Optional.of(size),
                        true,
                        Optional.of(original.ctime()),
                        Optional.of(original.crtime()),
                        Optional.empty(),
                        Optional.empty()));
        Attributes set = shard.stat("restored");
        assertThat(set.ctime()).isEqualTo(original.ctime());
        assertThat(set.crtime()).isEqualTo(original.crtime());
        assertThat(set.mtime()).isEqualTo(mtime);
        assertThat(set.offlineBlocks()).isEqualTo(size / BLOCK);
        assertThat(calls.extents(set)).containsExactly(new Extent(0, size, new Place.Offline()));
        assertRefused(
                ErrorCode.OFFLINE,
                () -> shard.archive().awaitOnline(shard.context(), ref(set), 77, 1, WaitOp.READ, Duration.ZERO));
        for (long from = 0; from < size; from += size / 4) {
            calls.stage(set, 3, from, size / 4);
        }
        calls.assertIsCopy(set, 3);
        assertThat(shard.stat("restored").ctime()).isEqualTo(original.ctime());
        assertThat(shard.stat("restored").dataVersion()).isEqualTo(original.dataVersion());
    }

    @Test
    void aRepeatedSetAnswersTheSame() {
        Attributes file = fresh();
        var context = shard.context(Caller.system());
        Attributes first = shard.directAttributes().set(context, ref(file), ArchiveCalls.and(retention(true), 12));
        assertThat(shard.directAttributes().set(context, ref(file), ArchiveCalls.and(retention(true), 12)))
                .isEqualTo(first);
    }

    @Test
    void anOfflineSizeMeetsNoExtents() {
        Attributes file = fresh();
        calls.set(file, offlineContent(1, BLOCK));
        assertRefused(ErrorCode.EINVAL, () -> calls.set(file, offlineContent(2, BLOCK)));
        EntryPath path = path("d");
        shard.namespace()
                .create(
                        shard.context(),
                        path,
                        PutRequest.Parents.REQUIRED,
                        new NewEntry.Directory(0755, NewEntry.NameRule.INHERIT, Map.of()));
        Attributes directory = shard.stat("d");
        assertRefused(ErrorCode.EINVAL, () -> calls.set(directory, offlineContent(1, BLOCK)));
        assertRefused(ErrorCode.EINVAL, () -> calls.set(directory, ArchiveCalls.dataVersion(1)));
    }
}
