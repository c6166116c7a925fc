package dev.cairn.metadata;

import static dev.cairn.metadata.TestShard.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileData.AllocateMode;
import dev.cairn.api.metadata.FileData.MoveMode;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.api.metadata.TotalName;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever several callers do to names, data, archive state, attributes and quotas, in whatever order, granted or refused: all
 * that is derived stays in step with the inodes, and a new leader finds what the one before had. The models of the single parts
 * are in the other random tests; here the checker judges all parts together.
 */
class RandomMixTest {

    private static final int SEQUENCES = Integer.getInteger("cairn.mix.sequences", 400);
    private static final int STEPS = 40;

    private static final List<String> PATHS = List.of("a", "b", "d", "d/a", "d/b", "d/e", "d/e/a", "e");
    private static final List<String> NAMES = List.of(
            "user.a",
            "trusted.a",
            "scoutfs.srch.a",
            "scoutfs.hide.srch.b",
            "scoutfs.totl.a.1.2.3",
            "scoutfs.indx.a.3.17");
    private static final List<String> RULES =
            List.of("1 1,L,- 2,L,- 3,L,- I 9 -", "2 1,L,- 2,L,- 1,U,S D 1 C", "3 1,L,- 2,L,- 3,L,- D 2 C");
    private static final List<Caller> CALLERS = List.of(Caller.system(), TestShard.user(1), TestShard.user(2));

    /** What says that the shard itself has failed. */
    private static final List<ErrorCode> NO_REFUSALS =
            List.of(ErrorCode.CORRUPT, ErrorCode.EIO, ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED);

    private final List<Handle> handles = new ArrayList<>();
    private Random random = new Random();

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    @Test
    void everythingThatIsDerivedStaysInStep() {
        long seed = Seeds.next();
        int granted = 0;
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            random = new Random(seed + sequence);
            try (TestShard shard = new TestShard()) {
                populate(shard);
                granted += run(shard);
                shard.check();
                shard.restart();
                shard.check();
                handles.clear();
                shard.reap();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("sequence " + sequence + " of seed " + seed, e);
            }
        }
        assertThat(granted).isGreaterThan(SEQUENCES * STEPS / 5);
    }

    private void populate(TestShard shard) {
        var root = PosixCalls.root(shard);
        root.mkdir("d", 0777);
        root.mkdir("d/e", 0777);
        for (String path : List.of("a", "d/a", "d/b", "d/e/a")) {
            shard.put(path, 1 + random.nextInt(4 * BLOCK));
        }
    }

    /** Answers how many of the steps were granted. */
    private int run(TestShard shard) {
        var data = new DataCalls(shard);
        var tags = new TagCalls(shard);
        int granted = 0;
        for (int step = 0; step < STEPS; step++) {
            try {
                switch (random.nextInt(4)) {
                    case 0 -> names(new PosixCalls(shard, any(CALLERS)), shard, data);
                    case 1 -> data(shard, data);
                    case 2 -> attributes(shard, tags);
                    default -> others(shard, tags);
                }
                granted++;
            } catch (CairnException refused) {
                assertThat(refused.code()).as(refused.getMessage()).isNotIn(NO_REFUSALS);
                // A typed refusal has changed nothing, which the checker sees.
            }
        }
        return granted;
    }

    private void names(PosixCalls calls, TestShard shard, DataCalls data) {
        String path = any(PATHS);
        switch (random.nextInt(9)) {
            case 0, 1 -> calls.mkdir(path, 0777);
            case 2 -> calls.write(path, "some text of " + path);
            case 3 -> shard.put(path, data.stored(DataCalls.bytes(random.nextInt(9), 1 + random.nextInt(4 * BLOCK))));
            case 4 -> calls.unlink(path);
            case 5 -> calls.rmdir(path);
            case 6 -> calls.rename(path, any(PATHS), any(List.of(RenameMode.values())));
            case 7 -> calls.link(path, any(PATHS));
            default -> calls.symlink(path, "target");
        }
    }

    private long offset() {
        return (long) random.nextInt(5) * BLOCK;
    }

    private void data(TestShard shard, DataCalls data) {
        Attributes file = shard.stat(any(PATHS));
        switch (random.nextInt(9)) {
            case 0 ->
                data.write(file, random.nextInt(5 * BLOCK), data.stored(DataCalls.bytes(1, 1 + random.nextInt(BLOCK))));
            case 1 -> data.append(file, DataCalls.bytes(2, 1 + random.nextInt(BLOCK)));
            case 2 -> data.truncate(file, random.nextInt(5 * BLOCK));
            case 3 -> data.allocate(file, offset(), BLOCK, any(List.of(AllocateMode.values())));
            case 4 -> data.punch(file, offset(), BLOCK, file.dataVersion());
            case 5 -> data.release(file);
            case 6 -> data.release(file, offset(), BLOCK);
            case 7 -> data.stage(file, 0, DataCalls.bytes(3, (int) file.size()));
            default ->
                data.move(
                        file,
                        offset(),
                        BLOCK,
                        shard.stat(any(PATHS)),
                        offset(),
                        random.nextBoolean() ? new MoveMode.Normal() : new MoveMode.Stage(file.dataVersion()));
        }
    }

    private void attributes(TestShard shard, TagCalls tags) {
        Attributes file = shard.stat(any(PATHS));
        String name = any(NAMES);
        switch (random.nextInt(6)) {
            case 0, 1, 2 ->
                tags.set(
                        any(CALLERS),
                        file.inode(),
                        name,
                        name.contains("totl") ? Integer.toString(random.nextInt(9)) : "",
                        any(List.of(XattrMode.values())));
            case 3 -> tags.remove(any(CALLERS), file.inode(), name);
            case 4 ->
                shard.directAttributes()
                        .set(shard.context(), ArchiveCalls.ref(file), ArchiveCalls.retention(random.nextInt(4) == 0));
            default ->
                shard.directAttributes()
                        .set(shard.context(), ArchiveCalls.ref(file), ArchiveCalls.project(random.nextInt(3)));
        }
    }

    private void others(TestShard shard, TagCalls tags) {
        var open = new OpenCalls(shard);
        switch (random.nextInt(9)) {
            case 0 -> handles.add(open.open(any(PATHS)));
            case 1 -> handles.add(open.temporary("").handle());
            case 2 -> open.link(OpenCalls.held(any(heldHandles(open))), any(PATHS));
            case 3 -> open.close(handles.remove(random.nextInt(heldHandles(open).size())));
            case 4 -> tags.addRules(any(RULES));
            case 5 -> tags.removeRules(any(RULES));
            case 6 -> tags.inject(new TotalName(1, 2, 3), random.nextInt(5) - 2L, random.nextInt(3) - 1L);
            case 7 -> shard.reap();
            default -> tags.put(any(CALLERS), any(PATHS), new NewContent.Empty(), Map.of());
        }
    }

    /** At least one. */
    private List<Handle> heldHandles(OpenCalls open) {
        if (handles.isEmpty()) {
            handles.add(open.temporary("").handle());
        }
        return handles;
    }
}
