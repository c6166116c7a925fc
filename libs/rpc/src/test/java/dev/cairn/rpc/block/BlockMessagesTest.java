package dev.cairn.rpc.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.api.block.VolumeUsage;
import dev.cairn.kernel.TimeSource;
import dev.cairn.rpc.RandomValues;
import dev.cairn.testkit.Seeds;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BlockMessagesTest {

    private static final Location LOCATION = new Location(new SegmentId(-2), 300, 5, 1, 0x8000_0001);
    private static final String FIELDS = "fffffffffffffffe" + "ac02" + "05" + "01" + "80000001";

    @Test
    void versionOneStaysAsItIs() {
        assertThat(hex(BlockMessages.locations(List.of(LOCATION, LOCATION)))).isEqualTo("0102" + FIELDS + FIELDS);
        assertThat(hex(BlockMessages.locations(List.of()))).isEqualTo("0100");
        assertThat(hex(BlockMessages.usage(new VolumeUsage(128, 1, 0)))).isEqualTo("01" + "8001" + "01" + "00");
        assertThat(BlockMessages.text(LOCATION)).isEqualTo("Af_________-rAIFAYAAAAE");
    }

    @Test
    void everyValueComesBackAsItWent() {
        var values = new RandomValues(Seeds.next(), TimeSource.system());
        for (int round = 0; round < 1_000; round++) {
            List<Location> locations = Stream.generate(() -> values.of(Location.class))
                    .limit(round % 5)
                    .toList();
            VolumeUsage usage = values.of(VolumeUsage.class);

            assertThat(BlockMessages.locations(BlockMessages.locations(locations)))
                    .isEqualTo(locations);
            locations.forEach(location -> assertThat(BlockMessages.location(BlockMessages.text(location)))
                    .isEqualTo(location));
            assertThat(BlockMessages.usage(BlockMessages.usage(usage))).isEqualTo(usage);
        }
    }

    @Test
    void aMessageThatIsCutOrLongerOrOfAnotherVersionIsRefused() {
        byte[] message = BlockMessages.locations(List.of(LOCATION));
        for (int length = 0; length < message.length; length++) {
            byte[] cut = Arrays.copyOf(message, length);
            assertThatIllegalArgumentException().isThrownBy(() -> BlockMessages.locations(cut));
        }
        byte[] longer = Arrays.copyOf(message, message.length + 1);
        assertThatIllegalArgumentException().isThrownBy(() -> BlockMessages.locations(longer));
        byte[] newer = message.clone();
        newer[0]++;
        assertThatIllegalArgumentException().isThrownBy(() -> BlockMessages.locations(newer));
    }

    @Test
    void bytesThatAreNoMessageAreRefusedAsSuch() {
        var random = new Random(Seeds.next());
        for (int round = 0; round < 2_000; round++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            if (noise.length > 0) {
                noise[0] = 1;
            }
            try {
                BlockMessages.locations(noise);
            } catch (IllegalArgumentException expected) {
                assertThat(expected).hasMessageNotContaining("null");
            }
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
