package dev.cairn.btree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.disk.DiskFile;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A damaged file gives the right answer or CORRUPT with the name of the page, never a wrong answer. */
class TreeDamageTest {

    /** A page fills most of its block, so most damage hits something. */
    private static final TreeSettings SETTINGS = new TreeSettings(4_096, 16 << 10);

    private static final int BLOCK = TreeLimits.BLOCK_BYTES;
    private static final int FLIPS_IN_A_BLOCK = 4;
    private static final Pattern PAGE_NAME = Pattern.compile("page at byte (\\d+)");
    private static final Position OLDER = new Position(new Epoch(1), 1);
    private static final Position NEWEST = new Position(new Epoch(1), 2);

    private final Random random = new Random(Seeds.next());
    private final SimulatedDisk disk = new SimulatedDisk();
    private final TreeModel model = new TreeModel(random);
    private TreeModel older = model;

    /** The one that the last refusal named. */
    private long damagedPage;

    @BeforeEach
    void aTreeOfTwoCheckpoints() throws IOException {
        try (Tree tree = Tree.open(disk, SETTINGS)) {
            model.change(tree, 3_000);
            tree.checkpoint(tree.publish(), OLDER);
            older = model.copy();
            model.change(tree, 500);
            tree.checkpoint(tree.publish(), NEWEST);
        }
    }

    private enum Outcome {
        RIGHT,
        OLDER_STATE,
        REFUSED
    }

    /** Opens, checks and reads everything; what is answered must be right, and what is refused must be named. */
    private Outcome readAll() throws IOException {
        Optional<Long> named = Optional.empty();
        try (Tree tree = Tree.open(disk, SETTINGS)) {
            boolean isNewest = tree.position().equals(NEWEST);
            assertThat(isNewest || tree.position().equals(OLDER)).isTrue();
            List<String> problems = tree.verify().problems();
            try {
                (isNewest ? model : older).assertSame(tree.snapshot());
                assertThat(problems).isEmpty();
                return isNewest ? Outcome.RIGHT : Outcome.OLDER_STATE;
            } catch (CairnException refused) {
                assertThat(problems).isNotEmpty();
                named = Optional.of(pageNamedBy(refused));
                assertThat(problems.toString()).contains("page at byte " + named.get());
            }
        } catch (CairnException refused) {
            named = Optional.of(pageNamedBy(refused));
        }
        damagedPage = named.orElseThrow();
        return Outcome.REFUSED;
    }

    private static long pageNamedBy(CairnException refused) {
        assertThat(refused.code()).isEqualTo(ErrorCode.CORRUPT);
        Matcher name = PAGE_NAME.matcher(refused.getMessage());
        assertThat(name.find()).as(refused.getMessage()).isTrue();
        return Long.parseLong(name.group(1));
    }

    @Test
    void aFlippedBitInAnyPageIsNamedOrHarmless() throws IOException {
        long size = disk.sizeOf("tree");
        int refusals = 0;
        int flips = 0;
        for (long block = 2; block * BLOCK < size; block++) {
            int bytes = (int) Math.min(BLOCK, size - block * BLOCK);
            for (int i = 0; i < FLIPS_IN_A_BLOCK; i++) {
                // The first one in the header, where fields have names.
                int at = i == 0 ? random.nextInt(Math.min(bytes, PageCodec.HEADER_BYTES)) : random.nextInt(bytes);
                long bit = 8 * (block * BLOCK + at) + random.nextInt(8);
                disk.flipBit("tree", bit);
                if (readAll() == Outcome.REFUSED) {
                    refusals++;
                    assertThat(damagedPage)
                            .isLessThanOrEqualTo(bit / 8)
                            .isGreaterThan(bit / 8 - TreeLimits.VALUE_BYTES_MAX - BLOCK);
                }
                disk.flipBit("tree", bit);
                flips++;
            }
        }
        assertThat(readAll()).isEqualTo(Outcome.RIGHT);
        assertThat(refusals).as("most of the file is in use").isGreaterThan(flips / 4);
    }

    @Test
    void aDamagedSuperblockLeavesTheOtherOne() throws IOException {
        for (int slot = 0; slot < 2; slot++) {
            for (int at = 0; at < Superblock.BYTES; at++) {
                long bit = 8L * (slot * BLOCK + at) + random.nextInt(8);
                disk.flipBit("tree", bit);
                if (slot == 0) {
                    // Opening makes the older one the newest again; parts of it may have been written over.
                    assertThat(readAll()).isIn(Outcome.OLDER_STATE, Outcome.REFUSED);
                } else {
                    assertThat(readAll()).isEqualTo(Outcome.RIGHT);
                }
                disk.flipBit("tree", bit);
            }
        }
        assertThat(readAll()).isEqualTo(Outcome.RIGHT);
    }

    @Test
    void pagesWithoutASuperblockAreNoEmptyTree() throws IOException {
        disk.flipBit("tree", random.nextInt(8 * Superblock.BYTES));
        disk.flipBit("tree", 8L * BLOCK + random.nextInt(8 * Superblock.BYTES));
        try {
            Tree.open(disk, SETTINGS).close();
            throw new AssertionError("it was opened");
        } catch (CairnException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.CORRUPT);
            assertThat(refused).hasMessageContaining("superblock");
        }
    }

    @Test
    void anotherPageInThePlaceOfOneIsNamed() throws IOException {
        int blocks = (int) (disk.sizeOf("tree") / BLOCK);
        for (int block = 2; block < blocks; block++) {
            int other = 2 + random.nextInt(blocks - 2);
            byte[] before = readBlock(block);
            writeBlock(block, readBlock(other));
            if (readAll() == Outcome.REFUSED) {
                assertThat(damagedPage).isLessThanOrEqualTo((long) block * BLOCK);
            }
            writeBlock(block, before);
        }
        assertThat(readAll()).isEqualTo(Outcome.RIGHT);
    }

    @Test
    @DisplayName("C4.7 An older page in the place of one is damage, and is named")
    void anOlderPageInThePlaceOfOneIsNamed() throws IOException {
        int blocks = (int) (disk.sizeOf("tree") / BLOCK);
        byte[][] before = new byte[blocks][];
        for (int block = 2; block < blocks; block++) {
            before[block] = readBlock(block);
        }
        // Opened anew, the places of the checkpoint before the last are free, and are written over.
        try (Tree tree = Tree.open(disk, SETTINGS)) {
            tree.checkpoint(tree.snapshot(), OLDER);
            model.change(tree, 500);
            tree.checkpoint(tree.publish(), OLDER);
            older = model.copy();
            model.change(tree, 500);
            // Versions that nobody holds are known by the collector, and their places are free then.
            System.gc();
            tree.checkpoint(tree.publish(), NEWEST);
        }
        int refusals = 0;
        for (int block = 2; block < blocks; block++) {
            byte[] now = readBlock(block);
            writeBlock(block, before[block]);
            refusals += readAll() == Outcome.REFUSED ? 1 : 0;
            writeBlock(block, now);
        }
        assertThat(refusals).as("places that were used again").isPositive();
    }

    @Test
    void aFileThatWasCutOffIsRefused() throws IOException {
        byte[] whole = new byte[(int) disk.sizeOf("tree")];
        try (DiskFile file = disk.open("tree")) {
            file.read(0, ByteBuffer.wrap(whole));
            for (int i = 0; i < 50; i++) {
                disk.cut("tree", 2 * BLOCK + random.nextInt(whole.length - 2 * BLOCK));
                readAll();
                file.write(0, ByteBuffer.wrap(whole));
            }
            disk.cut("tree", 2 * BLOCK + 1);
            assertThat(readAll()).isEqualTo(Outcome.REFUSED);
        }
    }

    private byte[] readBlock(int block) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BLOCK);
        try (DiskFile file = disk.open("tree")) {
            file.read((long) block * BLOCK, bytes);
        }
        return bytes.array();
    }

    private void writeBlock(int block, byte[] bytes) throws IOException {
        try (DiskFile file = disk.open("tree")) {
            file.write((long) block * BLOCK, ByteBuffer.wrap(bytes));
        }
    }
}
