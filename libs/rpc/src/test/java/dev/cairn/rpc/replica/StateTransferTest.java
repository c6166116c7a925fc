package dev.cairn.rpc.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.btree.Change;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import dev.cairn.replica.StateStream;
import dev.cairn.testkit.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A state arrives whole and as it was, or not at all. */
class StateTransferTest {

    private static final Position POSITION = new Position(new Epoch(7), 4_711);

    private final Random random = new Random(Seeds.next());

    private static StateStream stream(List<Change.Put> items) {
        Iterator<Change.Put> next = items.iterator();
        return new StateStream() {
            @Override
            public Position position() {
                return POSITION;
            }

            @Override
            public Change.@Nullable Put next() {
                return next.hasNext() ? next.next() : null;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    private List<Change.Put> items(int count, int valueBytesMax) {
        List<Change.Put> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[1 + random.nextInt(40)];
            random.nextBytes(key);
            byte[] value = new byte[random.nextInt(valueBytesMax + 1)];
            random.nextBytes(value);
            items.add(new Change.Put(key, value));
        }
        return items;
    }

    private static byte[] written(List<Change.Put> items) throws IOException {
        var bytes = new ByteArrayOutputStream();
        StateWriter.write(stream(items), bytes);
        return bytes.toByteArray();
    }

    private static List<Change.Put> read(byte[] bytes) throws IOException {
        try (var reader = new StateReader(new ByteArrayInputStream(bytes))) {
            assertThat(reader.position()).isEqualTo(POSITION);
            List<Change.Put> items = new ArrayList<>();
            Change.Put item;
            while ((item = reader.next()) != null) {
                items.add(item);
            }
            return items;
        }
    }

    @Test
    void aStateArrivesAsItWas() throws IOException {
        for (List<Change.Put> items : List.of(items(0, 0), items(1, 0), items(20_000, 60), items(30, 65_536))) {
            assertThat(read(written(items)))
                    .usingRecursiveFieldByFieldElementComparator()
                    .isEqualTo(items);
        }
    }

    @Test
    void aStateThatBreaksOffIsNoState() throws IOException {
        byte[] whole = written(items(300, 100));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFlippedBitIsFound() throws IOException {
        byte[] whole = written(items(300, 100));
        for (int i = 0; i < 2_000; i++) {
            // Behind the position, which the log tells to be wrong.
            int at = 17 + random.nextInt(whole.length - 17);
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            assertThatThrownBy(() -> read(damaged)).isInstanceOf(IOException.class);
        }
    }
}
