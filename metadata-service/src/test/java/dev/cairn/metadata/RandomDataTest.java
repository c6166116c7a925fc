package dev.cairn.metadata;

import static dev.cairn.metadata.TestShard.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.FileData.AllocateMode;
import dev.cairn.api.metadata.FileData.MoveMode;
import dev.cairn.api.metadata.FileData.WriteAt;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.testkit.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Random changes of two files against a model: what they hold, which blocks are what, what is counted, and the data_version
 * agree after each of them, refused ones too.
 */
class RandomDataTest {

    private static final int SEQUENCES = 240;
    private static final int SEQUENCES_BETWEEN_REAPS = 20;
    private static final int STEPS = 40;
    private static final int SIZE_MAX = FileModel.BLOCKS_MAX * BLOCK;

    private final TestShard shard = new TestShard();
    private final DataCalls calls = new DataCalls(shard);
    private Random random = new Random();
    private Attributes[] files = new Attributes[0];
    private FileModel[] models = new FileModel[0];

    @AfterEach
    void close() {
        shard.close();
    }

    @Test
    void filesAreWhatTheModelSays() {
        long seed = Seeds.next();
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            random = new Random(seed + sequence);
            run("sequence " + sequence + " of seed " + seed);
            if (sequence % SEQUENCES_BETWEEN_REAPS == 0) {
                shard.reap();
                check();
            }
        }
    }

    private void run(String what) {
        files = new Attributes[] {calls.create("a"), calls.create("b")};
        models = new FileModel[] {new FileModel(), new FileModel()};
        var trace = new StringBuilder(what);
        for (int step = 0; step < STEPS; step++) {
            int chosen = random.nextInt(2);
            trace.append('\n').append("ab".charAt(chosen)).append(' ');
            step(chosen, trace);
            for (int i = 0; i < 2; i++) {
                compare(i, trace);
            }
            if (random.nextInt(50) == 0) {
                shard.restart();
            }
        }
        check();
        shard.remove("a");
        shard.remove("b");
    }

    private void check() {
        shard.read(tree -> {
            ShardChecker.check(tree);
            return true;
        });
    }

    private void step(int chosen, StringBuilder trace) {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> write(chosen, trace);
            case 3 -> append(chosen, trace);
            case 4 -> truncate(chosen, trace);
            case 5 -> allocate(chosen, trace);
            case 6 -> release(chosen, trace);
            case 7, 8 -> stage(chosen, trace);
            case 9 -> punch(chosen, trace);
            default -> move(chosen, trace);
        }
    }

    private void write(int chosen, StringBuilder trace) {
        FileModel model = models[chosen];
        int offset = position();
        byte[] data = data(Math.min(length(), SIZE_MAX - offset));
        trace.append("write ").append(offset).append('+').append(data.length);
        if (data.length > 0 && !model.isOnlineBefore(model.size)) {
            assertRefused(ErrorCode.OFFLINE, trace, () -> calls.write(files[chosen], offset, written(data)));
            return;
        }
        calls.write(files[chosen], offset, written(data));
        if (data.length > 0) {
            model.write(offset, data);
        }
    }

    private void append(int chosen, StringBuilder trace) {
        FileModel model = models[chosen];
        byte[] data = data(Math.min(length(), SIZE_MAX - model.size));
        trace.append("append ").append(data.length);
        if (data.length == 0 || !model.isOnlineBefore(model.size)) {
            return;
        }
        NewContent content = written(data);
        long offset = shard.fileData()
                .write(shard.context(), DataCalls.ref(files[chosen]), new WriteAt.End(), content, Condition.ALWAYS)
                .offset();
        assertThat(offset).isEqualTo(model.size);
        model.write(model.size, data);
    }

    private void truncate(int chosen, StringBuilder trace) {
        FileModel model = models[chosen];
        int size = switch (random.nextInt(6)) {
            case 0 -> model.size;
            case 1 -> 0;
            default -> position();
        };
        trace.append("truncate ").append(size);
        if (size > 0 && size != model.size && !model.isOnlineBefore(size)) {
            assertRefused(ErrorCode.OFFLINE, trace, () -> calls.truncate(files[chosen], size));
            return;
        }
        calls.truncate(files[chosen], size);
        model.truncate(size);
    }

    private void allocate(int chosen, StringBuilder trace) {
        FileModel model = models[chosen];
        int offset = position();
        int length = Math.min(1 + length(), SIZE_MAX - offset);
        if (length == 0) {
            return;
        }
        AllocateMode mode = random.nextBoolean() ? AllocateMode.EXTEND : AllocateMode.KEEP_SIZE;
        trace.append("allocate ").append(offset).append('+').append(length).append(mode);
        boolean grows = mode == AllocateMode.EXTEND && offset + length > model.size;
        if (grows && !model.isOnlineBefore(model.size)) {
            assertRefused(ErrorCode.OFFLINE, trace, () -> calls.allocate(files[chosen], offset, length, mode));
            return;
        }
        calls.allocate(files[chosen], offset, length, mode);
        model.allocate(offset, length, mode == AllocateMode.EXTEND);
    }

    private void release(int chosen, StringBuilder trace) {
        int first = random.nextInt(FileModel.BLOCKS_MAX);
        int behind = first + random.nextInt(FileModel.BLOCKS_MAX - first + 1);
        trace.append("release ").append(first).append(" to ").append(behind);
        calls.release(files[chosen], (long) first * BLOCK, (long) (behind - first) * BLOCK);
        if (behind > first) {
            models[chosen].release(first, behind);
        }
    }

    private void stage(int chosen, StringBuilder trace) {
        FileModel model = models[chosen];
        int blocks = FileModel.ceil(model.size);
        if (blocks == 0) {
            return;
        }
        int first = random.nextInt(blocks);
        int behind = first + 1 + random.nextInt(blocks - first);
        trace.append("stage ").append(first).append(" to ").append(behind);
        byte[] data = data(Math.min(behind * BLOCK, model.size) - first * BLOCK);
        for (int block = first; block < behind; block++) {
            if (model.isOffline(block)) {
                int end = Math.min((block + 1) * BLOCK, model.size);
                System.arraycopy(model.bytes, block * BLOCK, data, (block - first) * BLOCK, end - block * BLOCK);
            }
        }
        shard.archive()
                .stage(
                        shard.context(),
                        DataCalls.ref(files[chosen]),
                        (long) first * BLOCK,
                        content(data),
                        model.version);
        model.stage(first, behind);
    }

    private void punch(int chosen, StringBuilder trace) {
        FileModel model = models[chosen];
        int first = random.nextInt(FileModel.BLOCKS_MAX);
        int behind = first + 1 + random.nextInt(Math.min(4, FileModel.BLOCKS_MAX - first));
        trace.append("punch ").append(first).append(" to ").append(behind);
        long length = (long) (behind - first) * BLOCK;
        if (!model.canPunch(first, behind)) {
            assertRefused(
                    ErrorCode.EINVAL,
                    trace,
                    () -> calls.punch(files[chosen], (long) first * BLOCK, length, model.version));
            return;
        }
        calls.punch(files[chosen], (long) first * BLOCK, length, model.version);
        model.punch(first, behind);
    }

    private void move(int chosen, StringBuilder trace) {
        FileModel source = models[chosen];
        FileModel target = models[1 - chosen];
        boolean isStage = random.nextBoolean();
        int first = random.nextInt(FileModel.BLOCKS_MAX);
        int to = random.nextInt(FileModel.BLOCKS_MAX);
        int count = 1 + random.nextInt(FileModel.BLOCKS_MAX - Math.max(first, to));
        boolean isToEnd = first * BLOCK < source.size && (first + count) * BLOCK > source.size;
        long length = isToEnd && random.nextBoolean() ? source.size - (long) first * BLOCK : (long) count * BLOCK;
        trace.append(isStage ? "stage-move " : "move ")
                .append(first)
                .append('+')
                .append(length)
                .append(" to ")
                .append(to);
        MoveMode mode = isStage ? new MoveMode.Stage(target.version) : new MoveMode.Normal();
        Runnable call = () ->
                calls.move(files[chosen], (long) first * BLOCK, length, files[1 - chosen], (long) to * BLOCK, mode);
        int behind = Math.min(first + count, FileModel.ceil(source.size));
        if (first * BLOCK >= source.size) {
            call.run();
        } else if (!source.isOnlineBefore(source.size) || (!isStage && !target.isOnlineBefore(target.size))) {
            assertRefused(ErrorCode.ENODATA, trace, call);
        } else if (!target.canTake(source, first, behind, to, isStage)) {
            assertRefused(ErrorCode.EINVAL, trace, call);
        } else {
            call.run();
            target.take(source, first, behind, to, isStage);
        }
    }

    private int position() {
        int block = random.nextInt(FileModel.BLOCKS_MAX);
        return Math.min(SIZE_MAX, block * BLOCK + (random.nextBoolean() ? 0 : random.nextInt(BLOCK)));
    }

    private int length() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(200);
            case 1 -> BLOCK * random.nextInt(4);
            default -> random.nextInt(4 * BLOCK);
        };
    }

    private byte[] data(int length) {
        byte[] data = new byte[length];
        random.nextBytes(data);
        return data;
    }

    /** The bytes inline if they are few, or in pieces of any length. */
    private NewContent content(byte[] data) {
        if (data.length < 3_000 && random.nextBoolean()) {
            return DataCalls.inline(data);
        }
        return calls.stored(data, 50 + random.nextInt(3 * BLOCK));
    }

    /** The same, or now and then in a content that was built before. */
    private NewContent written(byte[] data) {
        return data.length > 0 && random.nextInt(10) == 0
                ? calls.built(data, 50 + random.nextInt(BLOCK))
                : content(data);
    }

    private static void assertRefused(ErrorCode code, StringBuilder trace, Runnable call) {
        try {
            call.run();
        } catch (CairnException refusal) {
            assertThat(refusal.code()).as("%s", trace).isEqualTo(code);
            return;
        }
        throw new AssertionError("not refused with " + code + ": " + trace);
    }

    private void compare(int which, StringBuilder trace) {
        FileModel model = models[which];
        Attributes now = calls.stat(files[which]);
        List<Long> found = List.of(now.size(), now.dataVersion(), now.onlineBlocks(), now.offlineBlocks());
        assertThat(found)
                .as("size, version, online, offline after %s", trace)
                .containsExactly((long) model.size, model.version, model.count(true), model.count(false));
        assertThat(calls.map(now)).as("%s", trace).isEqualTo(model.map());
        for (int block = 0; block < FileModel.ceil(model.size); block++) {
            if (!model.isOffline(block)) {
                int end = Math.min(model.size, (block + 1) * BLOCK);
                byte[] expected = Arrays.copyOfRange(model.bytes, block * BLOCK, end);
                byte[] bytes = calls.read(now, (long) block * BLOCK, end)
                        .orElseThrow(() -> new AssertionError("offline after " + trace));
                assertThat(Arrays.equals(bytes, expected))
                        .as("block %s after %s", block, trace)
                        .isTrue();
            }
        }
    }
}
