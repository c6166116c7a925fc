package dev.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.CheckReport;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.Upload;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.api.metadata.UploadRequest;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.Keys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checker finds every kind of inconsistency, each planted into a sound shard, and says nothing of a sound one. */
class CheckerTest {

    private static final byte[] NOTHING = new byte[0];

    private final TestShard shard = new TestShard();

    private final Inconsistencies.Things things = sound();

    private Inconsistencies.Things sound() {
        var calls = new OpenCalls(shard);
        Attributes directory = shard.makeDirectory("dir");
        Attributes subdirectory = shard.makeDirectory("dir/sub");
        Attributes file = shard.put("dir/file", 10_000);
        Attributes linked = shard.put("dir/linked", 3 * TestShard.BLOCK);
        calls.link(FileRef.inode(linked.inode()), "dir/sub/again");
        shard.release(linked, 0, TestShard.BLOCK);
        Attributes symlink = shard.namespace()
                .create(
                        shard.context(),
                        TestShard.path("symlink"),
                        PutRequest.Parents.REQUIRED,
                        new NewEntry.Symlink(Bytes.utf8("target")))
                .attributes();
        shard.namespace()
                .setXattr(
                        shard.context(),
                        FileRef.inode(file.inode()),
                        Bytes.utf8("user.a"),
                        Bytes.EMPTY,
                        XattrMode.CREATE);
        shard.archive().recall(shard.context(), FileRef.inode(linked.inode()), Duration.ZERO);
        Attributes orphan = shard.put("orphan", 100);
        Handle handle = calls.open("orphan");
        shard.remove("orphan");
        Upload upload = shard.uploads()
                .begin(shard.context(), new UploadRequest(directory.inode(), Bytes.utf8("key"), Map.of()));
        var key = new UploadKey(directory.inode(), Bytes.utf8("key"), upload.id());
        shard.uploads().putPart(shard.context(), key, 1, shard.stored(77), Bytes.EMPTY, Bytes.EMPTY);
        ContentId open = shard.contents().begin(shard.context());
        shard.contents().append(shard.context(), open, List.of(shard.extent(0, 50)));
        return new Inconsistencies.Things(
                directory, subdirectory, file, linked, symlink, orphan, handle, upload.id(), open);
    }

    @AfterEach
    void close() {
        shard.abandon();
    }

    private CheckReport run() {
        return shard.volume().check(shard.context());
    }

    @Test
    void aSoundShardHasNoFindings() {
        CheckReport report = run();
        assertThat(report.findings()).isEmpty();
        assertThat(report.isClean()).isTrue();
        assertThat(report.inodes()).isEqualTo(7);
        assertThat(report.items()).isGreaterThan(40);
        assertThat(report.rules()).containsKeys("meta-index", "live-bytes", "connected", "record");
    }

    @ParameterizedTest
    @MethodSource("dev.cairn.metadata.Inconsistencies#everyKind")
    void isFound(Inconsistencies.Planted planted) {
        shard.step(transaction -> {
            planted.plant().into(transaction.changes(), transaction, things);
            return true;
        });
        CheckReport report = run();
        assertThat(report.findings())
                .as("findings of %s", report.rules())
                .anyMatch(finding -> finding.rule().equals(planted.rule()));
        assertThat(report.isClean()).isFalse();
        assertThat(report.rules().get(planted.rule())).isPositive();
    }

    @Test
    void everyRuleIsBrokenByAPlantedInconsistency() {
        assertThat(Inconsistencies.everyKind()
                        .map(Inconsistencies.Planted::rule)
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(run().rules().keySet());
    }

    @Test
    void findingsAreCountedInFullAndKeptInPart() {
        int many = MetadataLimits.CHECK_FINDINGS_MAX + 500;
        shard.step(transaction -> {
            for (int i = 0; i < many; i++) {
                transaction.changes().put(Keys.Leftover.ORPHAN_INODE.key(1_000_000L + i), NOTHING);
            }
            return true;
        });
        CheckReport report = run();
        assertThat(report.rules()).containsEntry("orphans", (long) many);
        assertThat(report.findings()).hasSize(MetadataLimits.CHECK_FINDINGS_MAX);
    }

    @Test
    void aCheckNeedsThePrivilegeAndEndsAtItsDeadline() {
        Refusals.refused(ErrorCode.EPERM, "privilege", () -> shard.volume().check(shard.context(TestShard.user(1000))));
        for (int i = 0; i < 2_000; i++) {
            shard.put("dir/many" + i, 10);
        }
        var late = shard.context();
        shard.clock.advance(Duration.ofMinutes(1));
        Refusals.refused(
                ErrorCode.DEADLINE_EXCEEDED, "check", () -> shard.volume().check(late));
        assertThat(run().isClean()).isTrue();
        assertThat(shard.namespace()
                        .list(shard.context(), TestShard.file("dir"), Optional.empty(), 10)
                        .entries())
                .hasSize(10);
    }
}
