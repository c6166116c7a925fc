package dev.cairn.metadata.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclEntry;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form of ACLs in attributes is the one that Linux programs know. */
class AclFormTest {

    /** What {@code setfacl -m u:1000:rw,g:100:r} leaves on a file of mode 0640. */
    private static final String LINUX = "02000000" + "01000600ffffffff" + "02000600e8030000" + "04000400ffffffff"
            + "0800040064000000" + "10000600ffffffff" + "20000000ffffffff";

    private static final Acl ACL = new Acl(List.of(
            new AclEntry(AclEntry.Kind.OTHER, 0, 0),
            new AclEntry(AclEntry.Kind.USER, 1000, 6),
            new AclEntry(AclEntry.Kind.MASK, 0, 6),
            new AclEntry(AclEntry.Kind.GROUP, 100, 4),
            new AclEntry(AclEntry.Kind.OWNER, 0, 6),
            new AclEntry(AclEntry.Kind.OWNING_GROUP, 0, 4)));

    private static Bytes bytes(String hex) {
        return Bytes.wrap(HexFormat.of().parseHex(hex));
    }

    @Test
    void linuxWritesAndReadsTheSame() {
        assertThat(AclForm.encode(ACL)).isEqualTo(bytes(LINUX));
        assertThat(AclForm.decode(bytes(LINUX))).contains(ACL);
        assertThat(AclForm.decode(bytes("02000000"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', EINVAL",
        "020000, EINVAL",
        "01000000, EOPNOTSUPP",
        "0200000001000600ffffff, EINVAL",
        "0200000001000600ffffffff01, EINVAL",
        "0200000003000600ffffffff, EINVAL",
        "0200000004000600ffffffff01000600ffffffff, EINVAL"
    })
    void whatIsNoListIsRefused(String hex, ErrorCode code) {
        assertThatThrownBy(() -> AclForm.decode(bytes(hex)))
                .isInstanceOfSatisfying(
                        CairnException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
