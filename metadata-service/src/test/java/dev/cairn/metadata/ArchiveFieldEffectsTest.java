package dev.cairn.metadata;

import static dev.cairn.metadata.ArchiveCalls.ref;
import static dev.cairn.metadata.TestShard.BLOCK;
import static dev.cairn.metadata.TestShard.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ChangeQuery;
import dev.cairn.api.metadata.DirectAttributes;
import dev.cairn.api.metadata.SeqIndex;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rows of table 6.2 that belong to the archive calls: exactly which fields each of them changes. */
class ArchiveFieldEffectsTest {

    private static final Instant TIME = Instant.parse("2001-02-03T04:05:06Z");

    private final TestShard shard = new TestShard();
    private final ArchiveCalls calls = new ArchiveCalls(shard);
    private Attributes file;
    private Attributes directory;

    @BeforeEach
    void begin() {
        shard.makeDirectory("d");
        file = calls.put("d/f", 1, 3 * BLOCK);
        directory = shard.stat("d");
        shard.clock.advance(Duration.ofSeconds(10));
    }

    @AfterEach
    void close() {
        assertThat(shard.stat("d")).as("the directory stays as it was").isEqualTo(directory);
        shard.close();
    }

    private void assertOnly(Attributes before, Attributes after, String... fields) {
        assertThat(after).usingRecursiveComparison().ignoringFields(fields).isEqualTo(before);
        if (fields.length > 0) {
            assertThat(after.metaSeq()).isGreaterThan(before.metaSeq());
        }
    }

    @Test
    @DisplayName("X-2 field effects table: release and stage change meta_seq and the counts")
    void releaseAndStage() {
        Attributes released = shard.release(file, 0, 2 * BLOCK);
        assertOnly(file, released, "metaSeq", "onlineBlocks", "offlineBlocks");
        assertThat(released.onlineBlocks() + released.offlineBlocks()).isEqualTo(3);
        Attributes staged = calls.stage(file, 1, 0, 2 * BLOCK).attributes();
        assertOnly(file, staged, "metaSeq");
        assertThat(staged.metaSeq()).isGreaterThan(released.metaSeq());
    }

    @Test
    @DisplayName("X-2 field effects table: set_attr_x and setattr_more change what they are given and meta_seq")
    void directChanges() {
        assertOnly(file, calls.set(file, ArchiveCalls.times(TIME, TIME)), "metaSeq", "ctime", "crtime");
        Attributes timed = shard.stat("d/f");
        assertOnly(timed, calls.set(file, ArchiveCalls.project(5)), "metaSeq", "project");
        Attributes owned = shard.stat("d/f");
        assertOnly(owned, calls.set(file, ArchiveCalls.retention(true)), "metaSeq", "isRetained");

        Attributes fresh = shard.put("fresh", 0);
        Attributes sized = calls.set(fresh, ArchiveCalls.offlineContent(9, 5 * BLOCK));
        assertOnly(fresh, sized, "metaSeq", "dataVersion", "size", "offlineBlocks", "content");
        assertThat(sized.dataVersion()).isEqualTo(9);
        Attributes second = shard.put("second", 0);
        Attributes more = shard.directAttributes()
                .setMore(shard.context(), ref(second), new DirectAttributes.More(3, 7, false, TIME, TIME));
        assertOnly(second, more, "metaSeq", "dataVersion", "size", "ctime", "crtime");
    }

    @Test
    @DisplayName("X-2 field effects table: queries change nothing")
    void queries() {
        shard.release(file, 0, BLOCK);
        Attributes before = shard.stat("d/f");
        shard.directAttributes().read(shard.context(), ref(file));
        shard.archive().changes(shard.context(), ChangeQuery.positions(SeqIndex.META, SeqPosition.START, 10));
        shard.archive().paths(shard.context(), file.inode(), Optional.empty(), 10);
        shard.archive().waiting(shard.context(), Waiting.Cursor.START, 10, Duration.ZERO);
        shard.archive().offlineDefault(shard.context(), ref(file));
        shard.archive().stableSeq(shard.context(Caller.system()));
        shard.namespace().lookup(shard.context(), file("d/f"), Set.of());
        shard.archive().awaitOnline(shard.context(), ref(file), BLOCK, BLOCK, WaitOp.READ, Duration.ZERO);
        shard.archive().release(shard.context(), ref(file), 0, 0, 99);
        assertThat(shard.stat("d/f")).isEqualTo(before);
    }
}
