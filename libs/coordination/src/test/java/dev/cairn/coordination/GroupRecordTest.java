package dev.cairn.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The stored forms: what was written stays readable, and damage is told, never read as something else. */
class GroupRecordTest {

    private static final Member MEMBER =
            new Member("id-1", ServiceName.LOCK, "host", Map.of("http", 8080, "grpc", 65_535));
    private static final GroupRecord LED = new GroupRecord(new Epoch(7), MEMBER, Duration.ofMillis(1500));

    @Test
    void versionOneStaysAsItIs() {
        assertThat(HexFormat.of().formatHex(LED.encode()))
                .isEqualTo("01" + "0000000000000007" + "dc0b" + "1b" + "0102" + "0469642d31" + "04686f7374" + "02"
                        + "0467727063ffff" + "04687474701f90");
        assertThat(HexFormat.of().formatHex(GroupRecord.FIRST.encode())).isEqualTo("01" + "0000000000000000" + "0000");
    }

    @Test
    void whatIsWrittenIsReadBack() {
        assertThat(GroupRecord.decode(LED.encode())).isEqualTo(LED);
        assertThat(GroupRecord.decode(GroupRecord.FIRST.encode())).isEqualTo(GroupRecord.FIRST);
        assertThat(GroupRecord.decode(LED.overthrown().encode()).leading()).isEmpty();
        for (ServiceName service : ServiceName.values()) {
            Member member = Member.incarnation(service, "::1", Map.of());
            assertThat(MemberCodec.decode(MemberCodec.encode(member))).isEqualTo(member);
        }
    }

    @Test
    void aCutRecordIsCorrupt() {
        byte[] whole = LED.encode();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(CairnException.class)
                    .isThrownBy(() -> GroupRecord.decode(cut))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CORRUPT));
        }
    }

    @Test
    void anUnknownVersionIsCorrupt() {
        byte[] newer = LED.encode();
        newer[0] = 2;
        assertThatExceptionOfType(CairnException.class).isThrownBy(() -> GroupRecord.decode(newer));
    }
}
