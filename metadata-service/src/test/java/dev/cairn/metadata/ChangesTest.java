package dev.cairn.metadata;

import static dev.cairn.metadata.TestShard.BLOCK;
import static dev.cairn.metadata.TestShard.path;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ChangePage;
import dev.cairn.api.metadata.ChangeQuery;
import dev.cairn.api.metadata.Deletion;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.LinkPath;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.api.metadata.SeqIndex;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever follows the change feed misses nothing, whenever it looks. */
class ChangesTest {

    private final TestShard shard = new TestShard();

    @AfterEach
    void close() {
        shard.close();
    }

    private List<SeqPosition> all(SeqIndex index, SeqPosition from) {
        List<SeqPosition> found = new ArrayList<>();
        SeqPosition next = from;
        while (true) {
            ChangePage page = shard.archive().changes(shard.context(), ChangeQuery.positions(index, next, 3));
            if (page.changes().isEmpty()) {
                return found;
            }
            found.addAll(page.changes());
            next = found.getLast().next();
        }
    }

    @Test
    void aFollowerSeesEveryFileAtItsLastChange() {
        var random = new Random(Seeds.next());
        Map<InodeNumber, Long> seen = new HashMap<>();
        var from = SeqPosition.START;
        for (int step = 0; step < 600; step++) {
            shard.clock.advance(Duration.ofMillis(random.nextInt(2)));
            String name = "file" + random.nextInt(20);
            if (random.nextInt(5) == 0 && exists(name)) {
                shard.remove(name);
            } else {
                shard.put(name, random.nextInt(3 * BLOCK));
            }
            if (random.nextInt(10) == 0) {
                List<SeqPosition> changes = all(SeqIndex.DATA, from);
                changes.forEach(change -> seen.put(change.inode(), change.seq()));
                from = changes.isEmpty() ? from : changes.getLast().next();
            }
            if (random.nextInt(100) == 0) {
                shard.restart();
            }
        }
        all(SeqIndex.DATA, from).forEach(change -> seen.put(change.inode(), change.seq()));
        for (int i = 0; i < 20; i++) {
            if (exists("file" + i)) {
                Attributes file = shard.stat("file" + i);
                assertThat(seen).containsEntry(file.inode(), file.dataSeq());
            }
        }
    }

    private boolean exists(String name) {
        return shard
                .namespace()
                .list(shard.context(), FileRef.inode(InodeNumber.ROOT), Optional.empty(), 1000)
                .entries()
                .stream()
                .anyMatch(entry -> entry.name().equals(Bytes.utf8(name)));
    }

    @Test
    void onlyChangesOfDataMoveAFileInTheDataIndex() {
        Attributes file = shard.put("file", BLOCK);
        Attributes other = shard.put("other", BLOCK);
        shard.release(file, 0, BLOCK);
        shard.archive().stage(shard.context(), FileRef.inode(file.inode()), 0, shard.stored(BLOCK), file.dataVersion());
        shard.namespace().rename(shard.context(), path("file"), path("moved"), RenameMode.REPLACE);
        assertThat(all(SeqIndex.DATA, SeqPosition.START))
                .extracting(SeqPosition::inode)
                .containsExactly(file.inode(), other.inode());
        assertThat(all(SeqIndex.META, SeqPosition.START))
                .extracting(SeqPosition::inode)
                .endsWith(InodeNumber.ROOT, file.inode())
                .contains(other.inode());
    }

    @Test
    void sequencesGrowThoughTheClockJumpsBackAndLeadersChange() {
        long last = shard.put("file", 1).metaSeq();
        for (int i = 0; i < 20; i++) {
            if (i % 5 == 2) {
                shard.clock.jumpTo(Instant.parse("2020-01-01T00:00:00Z").plusSeconds(i));
                shard.restart();
            }
            long next = shard.put("file", 1).metaSeq();
            assertThat(next).isGreaterThan(last);
            assertThat(shard.archive().stableSeq(shard.context())).isEqualTo(next);
            last = next;
        }
    }

    @Test
    void aDeletionIsToldWithItsLastPath() {
        shard.makeDirectory("d");
        Attributes file = shard.put("d/file", 1);
        shard.namespace().link(shard.context(), FileRef.inode(file.inode()), path("d/link"));
        shard.remove("d/file");
        assertThat(deletions()).isEmpty();
        shard.namespace().rename(shard.context(), path("d/link"), path("d/last"), RenameMode.REPLACE);
        shard.remove("d/last");
        Attributes directory = shard.remove("d");
        shard.reap();
        shard.restart();
        assertThat(deletions()).extracting(Deletion::lastPath).containsExactly(Bytes.utf8("d/last"), Bytes.utf8("d"));
        assertThat(deletions())
                .extracting(deletion -> deletion.position().inode())
                .containsExactly(file.inode(), directory.inode());
    }

    private List<Deletion> deletions() {
        return shard.archive().deletions(shard.context(), SeqPosition.START, 10).deletions();
    }

    @Test
    void everyNameOfAnInodeIsFound() {
        shard.makeDirectory("d");
        shard.makeDirectory("d/e");
        Attributes file = shard.put("d/e/file", 1);
        List<String> expected = new ArrayList<>(List.of("d/e/file"));
        for (int i = 0; i < 7; i++) {
            shard.namespace().link(shard.context(), FileRef.inode(file.inode()), path("d/link" + i));
            expected.add("d/link" + i);
        }
        shard.namespace().rename(shard.context(), path("d/e"), path("e"), RenameMode.REPLACE);
        expected.set(0, "e/file");
        List<LinkPath> found = new ArrayList<>();
        Optional<LinkPath> after = Optional.empty();
        List<LinkPath> page;
        do {
            page = shard.archive().paths(shard.context(), file.inode(), after, 3);
            found.addAll(page);
            after = found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
        } while (!page.isEmpty());
        assertThat(found).extracting(link -> link.path().toString()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(shard.archive().paths(shard.context(), InodeNumber.ROOT, Optional.empty(), 3))
                .isEmpty();
        assertThat(shard.archive().views(shard.context(), List.of(file.inode(), new InodeNumber(77)), Set.of()))
                .singleElement()
                .satisfies(view -> assertThat(view.attributes().linkCount()).isEqualTo(8));
    }
}
