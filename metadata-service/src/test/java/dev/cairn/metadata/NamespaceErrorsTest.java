package dev.cairn.metadata;

import static dev.cairn.metadata.TestShard.path;
import static dev.cairn.metadata.TestShard.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the namespace refuses, with which error, and that a refusal leaves nothing behind. */
class NamespaceErrorsTest {

    private static final Bytes USER_A = Bytes.utf8("user.a");

    private final TestShard shard = new TestShard();
    private List<Object> before = List.of();

    @BeforeEach
    void populate() {
        shard.makeDirectory("d", NewEntry.NameRule.POSIX);
        shard.makeDirectory("d/e");
        shard.makeDirectory("d/e/f");
        shard.put("d/file", 100);
        shard.makeDirectory("bucket", NewEntry.NameRule.OBJECT_KEYS);
        before = items();
    }

    @AfterEach
    void close() {
        shard.close();
    }

    private List<Object> items() {
        return shard.read(tree -> {
            ShardChecker.check(tree);
            List<Object> items = new ArrayList<>();
            // Session slots, which remember refusals too, lie below the first zone.
            var cursor = tree.scan(new byte[] {0x10}, null);
            while (cursor.next()) {
                items.add(List.of(Bytes.wrap(cursor.key()), Bytes.wrap(cursor.value())));
            }
            return items;
        });
    }

    private void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CairnException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
        assertThat(items()).isEqualTo(before);
    }

    private void makeDirectory(EntryPath path) {
        shard.namespace()
                .create(
                        shard.context(),
                        path,
                        PutRequest.Parents.REQUIRED,
                        new NewEntry.Directory(0755, NewEntry.NameRule.INHERIT, Map.of()));
    }

    private static List<Bytes> names(Bytes... names) {
        return List.of(names);
    }

    static Stream<Bytes> namesThatPosixHasNot() {
        return Stream.of(
                Bytes.EMPTY,
                Bytes.utf8("."),
                Bytes.utf8(".."),
                Bytes.utf8("a\u0000b"),
                Bytes.utf8("a/b"),
                Bytes.utf8("/"));
    }

    @ParameterizedTest
    @MethodSource("namesThatPosixHasNot")
    void aNameThatPosixHasNotIsInvalid(Bytes name) {
        List<Bytes> place = names(Bytes.utf8("d"), name);
        var at = new EntryPath(InodeNumber.ROOT, place);
        assertRefused(ErrorCode.EINVAL, () -> makeDirectory(at));
        assertRefused(
                ErrorCode.EINVAL,
                () -> shard.namespace().put(shard.context(), TestShard.putOf(at, new NewContent.Empty())));
        assertRefused(
                ErrorCode.EINVAL,
                () -> shard.namespace().rename(shard.context(), path("d/file"), at, RenameMode.REPLACE));
        assertRefused(ErrorCode.EINVAL, () -> shard.namespace().link(shard.context(), TestShard.file("d/file"), at));
    }

    @Test
    void namesAndPathsHaveTheirLengths() {
        Bytes longest = Bytes.wrap(filled(MetadataLimits.NAME_BYTES_MAX));
        Bytes tooLong = Bytes.wrap(filled(MetadataLimits.NAME_BYTES_MAX + 1));
        assertRefused(
                ErrorCode.ENAMETOOLONG,
                () -> makeDirectory(new EntryPath(InodeNumber.ROOT, names(Bytes.utf8("d"), tooLong))));
        Bytes key = Bytes.wrap(filled(MetadataLimits.OBJECT_NAME_BYTES_MAX + 1));
        assertRefused(
                ErrorCode.ENAMETOOLONG,
                () -> makeDirectory(new EntryPath(InodeNumber.ROOT, names(Bytes.utf8("bucket"), key))));
        List<Bytes> deep = Collections.nCopies(MetadataLimits.PATH_DEPTH_MAX + 1, Bytes.utf8("d"));
        assertRefused(ErrorCode.ENAMETOOLONG, () -> makeDirectory(new EntryPath(InodeNumber.ROOT, deep)));
        makeDirectory(new EntryPath(InodeNumber.ROOT, names(Bytes.utf8("d"), longest)));
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 'n');
        return bytes;
    }

    @Test
    void aFileInAnObjectDirectoryNeedsAName() {
        assertRefused(ErrorCode.EINVAL, () -> shard.put("bucket/", 1));
    }

    @Test
    void whatIsOnTheWayMustBeADirectory() {
        assertRefused(ErrorCode.ENOTDIR, () -> shard.put("d/file/x", 1));
        assertRefused(ErrorCode.ENOENT, () -> shard.put("d/none/x", 1));
        assertRefused(ErrorCode.ENOTDIR, () -> shard.stat("d/file/x"));
        assertRefused(ErrorCode.ENOENT, () -> shard.stat("d/none"));
        assertRefused(
                ErrorCode.ENOENT,
                () -> shard.namespace().lookup(shard.context(), FileRef.inode(new InodeNumber(99)), Set.of()));
        assertRefused(
                ErrorCode.ENOTDIR,
                () -> shard.namespace().list(shard.context(), TestShard.file("d/file"), Optional.empty(), 10));
    }

    @Test
    void directoriesAndFilesAreNotTakenForEachOther() {
        assertRefused(ErrorCode.EISDIR, () -> shard.put("d/e", 1));
        assertRefused(ErrorCode.EISDIR, () -> remove("d/e", FileRef.Want.NOT_DIRECTORY));
        assertRefused(ErrorCode.ENOTDIR, () -> remove("d/file", FileRef.Want.DIRECTORY));
        assertRefused(ErrorCode.ENOTEMPTY, () -> remove("d/e", FileRef.Want.DIRECTORY));
        assertRefused(ErrorCode.EEXIST, () -> makeDirectory(path("d/file")));
        assertRefused(ErrorCode.EEXIST, () -> makeDirectory(path("d/e")));
        assertRefused(ErrorCode.ENOTDIR, () -> rename("d/e", "d/file"));
        assertRefused(ErrorCode.EISDIR, () -> rename("d/file", "d/e"));
        assertRefused(
                ErrorCode.EISDIR, () -> shard.contents().plan(shard.context(), TestShard.file("d"), 0, 1, Set.of()));
        assertRefused(
                ErrorCode.EPERM, () -> shard.namespace().link(shard.context(), TestShard.file("d/e"), path("d/other")));
    }

    private void remove(String path, FileRef.Want want) {
        shard.namespace()
                .remove(
                        shard.context(),
                        new RemoveRequest(path(path), want, RemoveRequest.Emptied.KEEP, Condition.ALWAYS));
    }

    private void rename(String from, String to) {
        shard.namespace().rename(shard.context(), path(from), path(to), RenameMode.REPLACE);
    }

    @Test
    void aDirectoryDoesNotMoveBelowItself() {
        assertRefused(ErrorCode.EINVAL, () -> rename("d", "d/e/f/d"));
        assertRefused(ErrorCode.EINVAL, () -> rename("d/e", "d/e/x"));
        assertRefused(ErrorCode.ENOTEMPTY, () -> rename("d/e/f", "d/e"));
    }

    @Test
    void aRenameThatMustNotReplaceDoesNot() {
        shard.put("d/other", 1);
        before = items();
        assertRefused(
                ErrorCode.EEXIST,
                () -> shard.namespace()
                        .rename(shard.context(), path("d/file"), path("d/other"), RenameMode.NO_REPLACE));
        assertRefused(ErrorCode.ENOENT, () -> rename("d/none", "d/other"));
    }

    @Test
    void conditionsAreCheckedInTheTransaction() {
        Bytes other = Bytes.utf8("other");
        for (Condition condition : List.of(
                new Condition.Absent(), new Condition.TagIsOneOf(Set.of(other)), new Condition.DataVersionIs(2))) {
            var put = conditional("d/file", condition);
            assertRefused(ErrorCode.PRECONDITION_FAILED, () -> shard.namespace().put(shard.context(), put));
            var remove = new RemoveRequest(path("d/file"), FileRef.Want.ANY, RemoveRequest.Emptied.KEEP, condition);
            assertRefused(ErrorCode.PRECONDITION_FAILED, () -> shard.namespace().remove(shard.context(), remove));
        }
        var missing = conditional("d/none", new Condition.Present());
        assertRefused(ErrorCode.PRECONDITION_FAILED, () -> shard.namespace().put(shard.context(), missing));
        for (Condition condition : List.of(
                new Condition.Present(),
                new Condition.TagIsOneOf(Set.of(TestShard.TAG, other)),
                new Condition.DataVersionIs(3))) {
            shard.namespace().put(shard.context(), conditional("d/file", condition));
        }
    }

    private static PutRequest conditional(String path, Condition condition) {
        return new PutRequest(
                path(path),
                PutRequest.Parents.REQUIRED,
                new NewContent.Empty(),
                TestShard.TAG,
                0644,
                Map.of(),
                PutRequest.XattrPolicy.KEEP_OTHERS,
                Optional.empty(),
                condition);
    }

    @Test
    void attributesHaveTheirNamesSizesAndModes() {
        FileRef file = TestShard.file("d/file");
        Bytes small = Bytes.utf8("v");
        assertRefused(ErrorCode.ENODATA, () -> setXattr(file, USER_A, small, XattrMode.REPLACE));
        assertRefused(ErrorCode.ENODATA, () -> shard.namespace().removeXattr(shard.context(), file, USER_A));
        assertRefused(
                ErrorCode.E2BIG,
                () -> setXattr(
                        file,
                        USER_A,
                        Bytes.wrap(new byte[MetadataLimits.XATTR_VALUE_BYTES_MAX + 1]),
                        XattrMode.CREATE));
        Bytes longName = USER_A.concat(Bytes.wrap(filled(MetadataLimits.XATTR_NAME_BYTES_MAX)));
        assertRefused(ErrorCode.ERANGE, () -> setXattr(file, longName, small, XattrMode.CREATE));
        assertRefused(ErrorCode.EINVAL, () -> setXattr(file, Bytes.utf8("user."), small, XattrMode.CREATE));
        assertRefused(ErrorCode.EOPNOTSUPP, () -> setXattr(file, Bytes.utf8("other.a"), small, XattrMode.CREATE));
        setXattr(file, USER_A, Bytes.wrap(new byte[MetadataLimits.XATTR_VALUE_BYTES_MAX]), XattrMode.CREATE_OR_REPLACE);
        before = items();
        assertRefused(ErrorCode.EEXIST, () -> setXattr(file, USER_A, small, XattrMode.CREATE));
    }

    private void setXattr(FileRef file, Bytes name, Bytes value, XattrMode mode) {
        shard.namespace().setXattr(shard.context(), file, name, value, mode);
    }

    @Test
    void aCallerWithoutRightsIsRefused() {
        Caller caller = user(1000);
        assertRefused(
                ErrorCode.EACCES,
                () -> as(
                        caller,
                        context -> shard.namespace()
                                .put(context, TestShard.putOf(path("d/mine"), new NewContent.Empty()))));
        assertRefused(
                ErrorCode.EACCES,
                () -> as(
                        caller,
                        context -> shard.namespace()
                                .put(context, TestShard.putOf(path("d/file"), new NewContent.Empty()))));
        assertRefused(
                ErrorCode.EACCES,
                () -> as(
                        caller,
                        context -> shard.namespace()
                                .remove(
                                        context,
                                        new RemoveRequest(
                                                path("d/file"),
                                                FileRef.Want.ANY,
                                                RemoveRequest.Emptied.KEEP,
                                                Condition.ALWAYS))));
        assertRefused(
                ErrorCode.EACCES,
                () -> as(caller, context -> shard.archive().release(context, TestShard.file("d/file"), 0, 4096, 1)));
        assertRefused(
                ErrorCode.EPERM,
                () -> as(
                        caller,
                        context -> shard.namespace()
                                .setAttributes(
                                        context,
                                        TestShard.file("d/file"),
                                        new AttributeChange(
                                                Optional.of(0777),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty()))));
        assertRefused(
                ErrorCode.EPERM,
                () -> as(caller, context -> shard.archive().paths(context, InodeNumber.ROOT, Optional.empty(), 1)));
        assertRefused(
                ErrorCode.EPERM,
                () -> as(
                        caller,
                        context -> shard.namespace()
                                .setXattr(
                                        context,
                                        TestShard.file("d/file"),
                                        Bytes.utf8("trusted.a"),
                                        Bytes.EMPTY,
                                        XattrMode.CREATE)));
        as(caller, context -> shard.contents().plan(context, TestShard.file("d/file"), 0, 10, Set.of()));
    }

    private void as(Caller caller, Consumer<CallContext> call) {
        call.accept(shard.context(caller));
    }
}
