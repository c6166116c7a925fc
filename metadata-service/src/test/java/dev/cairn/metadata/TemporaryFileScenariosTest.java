package dev.cairn.metadata;

import static dev.cairn.metadata.OpenCalls.LEASE;
import static dev.cairn.metadata.OpenCalls.held;
import static dev.cairn.metadata.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.TemporaryFile;
import dev.cairn.api.metadata.TemporaryRequest;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Files that begin without a name. */
class TemporaryFileScenariosTest {

    private final TestShard shard = new TestShard();
    private final OpenCalls calls = new OpenCalls(shard);

    @AfterEach
    void close() {
        shard.close();
    }

    @Test
    @DisplayName("X-31 temporary files: without name or path, counted, and deleted when the handle ends")
    void withoutAName() {
        shard.makeDirectory("dir");
        long inodes = shard.volume().statistics(shard.context()).inodes();
        TemporaryFile temporary = calls.temporary("dir");
        Attributes file = temporary.attributes();
        assertThat(file.linkCount()).isZero();
        assertThat(file.dataVersion()).isZero();
        assertThat(calls.names(file.inode())).isEmpty();
        assertThat(shard.archive().paths(shard.context(), file.inode(), Optional.empty(), 10))
                .isEmpty();
        assertThat(shard.namespace()
                        .list(shard.context(), TestShard.file("dir"), Optional.empty(), 10)
                        .entries())
                .isEmpty();
        assertThat(shard.volume().statistics(shard.context()).inodes()).isEqualTo(inodes + 1);
        assertThat(calls.isIndexed(file.inode())).isTrue();
        shard.reap();
        assertThat(calls.exists(file.inode())).isTrue();
        calls.close(temporary.handle());
        shard.reap();
        assertThat(calls.exists(file.inode())).isFalse();
        assertThat(shard.volume().statistics(shard.context()).inodes()).isEqualTo(inodes);
    }

    @Test
    @DisplayName("X-31 temporary files: deleted when the lease ends")
    void theLeaseEnds() {
        InodeNumber file = calls.temporary("").attributes().inode();
        shard.clock.advance(LEASE);
        shard.reap();
        assertThat(calls.exists(file)).isFalse();
    }

    @Test
    @DisplayName("X-31 temporary files: linkable while held, and an ordinary file from then on")
    void linked() {
        TemporaryFile temporary = calls.temporary("");
        Attributes linked = calls.link(held(temporary.handle()), "name").attributes();
        assertThat(linked.linkCount()).isEqualTo(1);
        assertThat(calls.link(held(temporary.handle()), "second").attributes().linkCount())
                .isEqualTo(2);
        calls.close(temporary.handle());
        shard.reap();
        assertThat(shard.stat("name").inode()).isEqualTo(linked.inode());
        shard.remove("name");
        shard.remove("second");
        shard.reap();
        assertThat(calls.exists(linked.inode())).isFalse();
    }

    @Test
    @DisplayName("X-31 temporary files: an exclusive one is not linkable")
    void exclusive() {
        TemporaryFile temporary = calls.temporary("", TemporaryRequest.Linking.EXCLUSIVE);
        assertThat(temporary.handle().kind()).isEqualTo(Handle.Kind.EXCLUSIVE);
        refused(ErrorCode.ENOENT, "link", () -> calls.link(held(temporary.handle()), "name"));
        Handle second = calls.open(held(temporary.handle()));
        refused(ErrorCode.ENOENT, "link", () -> calls.link(held(second), "name"));
    }

    @Test
    @DisplayName("X-31 temporary files: an ordinary file that was unlinked while open cannot be linked back (LNK-3)")
    void unlinkedStaysSo() {
        shard.put("file", 100);
        Handle handle = calls.open("file");
        shard.remove("file");
        refused(ErrorCode.ENOENT, "link", () -> calls.link(held(handle), "file"));
        TemporaryFile temporary = calls.temporary("");
        calls.link(held(temporary.handle()), "once");
        shard.remove("once");
        refused(ErrorCode.ENOENT, "link", () -> calls.link(held(temporary.handle()), "twice"));
    }

    @Test
    @DisplayName("TMP-3: only the handle it was made with, and only its holder, gives a temporary file its name")
    void byItsHolderOnly() {
        TemporaryFile temporary = calls.temporary("");
        Handle another = calls.open(held(temporary.handle()));
        refused(ErrorCode.ENOENT, "link", () -> calls.link(held(another), "name"));
        Caller stranger = OpenCalls.searcher(1000);
        refused(
                ErrorCode.EACCES,
                "handle",
                () -> shard.namespace()
                        .link(shard.context(stranger), held(temporary.handle()), TestShard.path("name")));
        refused(
                ErrorCode.ENOENT,
                () -> calls.link(FileRef.inode(temporary.attributes().inode()), "name"));
    }

    @Test
    @DisplayName("NM-8 o_tmpfile, mode part")
    void umask() {
        shard.makeDirectory("dir");
        setMode("dir", 0777);
        assertThat(modeUnder(022, "first")).isEqualTo(0755);
        assertThat(modeUnder(077, "second")).isEqualTo(0700);
    }

    private int modeUnder(int umask, String name) {
        var caller = new Caller(1000, 1000, Set.of(), umask, Set.of());
        var request = new TemporaryRequest(TestShard.file("dir"), 0777, TemporaryRequest.Linking.ALLOWED, LEASE);
        TemporaryFile file = shard.openFiles().createTemporary(shard.context(caller), request);
        shard.namespace().link(shard.context(caller), held(file.handle()), TestShard.path("dir/" + name));
        assertThat(shard.stat("dir/" + name).mode()).isEqualTo(file.attributes().mode());
        return file.attributes().mode();
    }

    private void setMode(String path, int mode) {
        var change = new AttributeChange(
                Optional.of(mode), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        shard.namespace().setAttributes(shard.context(), TestShard.file(path), change);
    }

    @Test
    @DisplayName("TMP-1: made as in its directory, whose meta_seq alone changes")
    void likeCreation() {
        Attributes before = shard.makeDirectory("dir");
        shard.clock.advance(Duration.ofSeconds(5));
        TemporaryFile temporary = calls.temporary("dir");
        Attributes after = shard.stat("dir");
        assertThat(after.metaSeq()).isEqualTo(temporary.attributes().metaSeq()).isGreaterThan(before.metaSeq());
        assertThat(after.mtime()).isEqualTo(before.mtime());
        assertThat(after.ctime()).isEqualTo(before.ctime());
        assertThat(after.size()).isZero();
        assertThat(temporary.attributes().dataSeq())
                .isEqualTo(temporary.attributes().metaSeq());
        assertThat(temporary.attributes().crtime())
                .isEqualTo(temporary.attributes().mtime());
    }

    @Test
    void refusals() {
        shard.makeDirectory("dir");
        shard.put("file", 1);
        var request = new TemporaryRequest(TestShard.file("dir"), 0600, TemporaryRequest.Linking.ALLOWED, LEASE);
        refused(
                ErrorCode.EACCES,
                () -> shard.openFiles().createTemporary(shard.context(TestShard.user(1000)), request));
        refused(ErrorCode.ENOTDIR, () -> calls.temporary("file"));
        refused(ErrorCode.ENOENT, () -> calls.temporary("nothing"));
        Handle directory = calls.open("dir");
        shard.remove("dir");
        var inRemoved = new TemporaryRequest(held(directory), 0600, TemporaryRequest.Linking.ALLOWED, LEASE);
        refused(ErrorCode.ENOENT, "directory", () -> shard.openFiles().createTemporary(shard.context(), inRemoved));
    }
}
