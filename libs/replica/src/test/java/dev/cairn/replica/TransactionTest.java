package dev.cairn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.btree.Cursor;
import dev.cairn.btree.Tree;
import dev.cairn.btree.TreeLimits;
import dev.cairn.btree.TreeSettings;
import dev.cairn.btree.TreeView;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a command sees of its own changes is what the tree holds once they are applied. */
class TransactionTest {

    private static final byte[] FIRST = {0};

    private final Random random = new Random(Seeds.next());
    private final Tree tree;

    TransactionTest() throws IOException {
        tree = Tree.open(new SimulatedDisk(), new TreeSettings(512, 1 << 20));
    }

    @AfterEach
    void closeTree() throws IOException {
        tree.close();
    }

    /** Few enough that changes meet. */
    private byte[] key() {
        int number = random.nextInt(60);
        return number < 40
                ? new byte[] {1, (byte) number}
                : new byte[] {1, (byte) (number - 40), (byte) random.nextInt(3)};
    }

    private void change(Transaction transaction) {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> transaction.put(key(), counters(random.nextInt(3), random.nextInt(3) - 1));
            case 3 -> transaction.delete(key());
            case 4, 5, 6 -> transaction.add(key(), random.nextInt(3) - 1, random.nextInt(3) - 1);
            default -> transaction.deleteRange(key(), key());
        }
    }

    private static byte[] counters(long first, long second) {
        return ByteBuffer.allocate(16).putLong(first).putLong(second).array();
    }

    @Test
    void aTransactionSeesWhatTheTreeWillHold() {
        for (int round = 0; round < 2_000; round++) {
            var transaction = new Transaction(tree.working());
            for (int i = random.nextInt(12); i >= 0; i--) {
                change(transaction);
            }
            byte[] from = key();
            byte[] to = random.nextInt(5) == 0 ? null : key();
            List<String> ascending = items(transaction.scan(from, to));
            List<String> descending = items(transaction.scanBackward(to, from));
            List<String> all = items(transaction.scan(FIRST, null));
            List<String> single = singles(transaction);
            tree.apply(transaction.changes());
            TreeView applied = tree.working();
            assertThat(ascending).isEqualTo(items(applied.scan(from, to)));
            assertThat(descending).isEqualTo(items(applied.scanBackward(to, from)));
            assertThat(all).isEqualTo(items(applied.scan(FIRST, null)));
            assertThat(single).isEqualTo(singles(applied));
            tree.publish();
        }
    }

    private List<String> singles(TreeView view) {
        List<String> found = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            byte[] key = {1, (byte) number};
            byte[] value = view.get(key);
            if (value != null) {
                found.add(describe(key, value));
            }
        }
        return found;
    }

    private static List<String> items(Cursor cursor) {
        List<String> items = new ArrayList<>();
        while (cursor.next()) {
            items.add(describe(cursor.key(), cursor.value()));
        }
        return items;
    }

    private static String describe(byte[] key, byte[] value) {
        return HexFormat.of().formatHex(key) + "=" + HexFormat.of().formatHex(value);
    }

    @Test
    void countersThatBecomeZeroVanish() {
        var transaction = new Transaction(tree.working());
        byte[] key = {1};
        transaction.add(key, 5);
        assertThat(transaction.get(key))
                .isEqualTo(ByteBuffer.allocate(8).putLong(5).array());
        transaction.add(key, -5);
        assertThat(transaction.get(key)).isNull();
        transaction.put(key, counters(1, 0));
        transaction.add(key, -1, 0);
        assertThat(transaction.get(key)).isNull();
        tree.apply(transaction.changes());
        assertThat(tree.working().get(key)).isNull();
    }

    @Test
    void whatTheTreeWouldRefuseIsRefusedAtOnce() {
        var transaction = new Transaction(tree.working());
        byte[] tooLong = new byte[TreeLimits.KEY_BYTES_MAX + 1];
        assertThatThrownBy(() -> transaction.put(tooLong, new byte[1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> transaction.delete(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> transaction.add(tooLong, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> transaction.put(FIRST, new byte[TreeLimits.VALUE_BYTES_MAX + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(transaction.changes()).isEmpty();
    }

    @Test
    void valuesAreTheCallersOwn() {
        var transaction = new Transaction(tree.working());
        transaction.put(FIRST, new byte[] {1});
        byte @Nullable [] value = transaction.get(FIRST);
        assertThat(value).isNotNull();
        value[0] = 9;
        assertThat(transaction.get(FIRST)).containsExactly(1);
    }
}
