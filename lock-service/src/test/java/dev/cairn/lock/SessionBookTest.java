package dev.cairn.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.coordination.Member;
import dev.cairn.coordination.MemoryCoordination;
import dev.cairn.coordination.MemoryEnsemble;
import dev.cairn.coordination.ServiceName;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SessionBookTest {

    private static final Duration LEASE = Duration.ofSeconds(8);
    private static final UUID SESSION = UUID.fromString("00000000-0000-0001-0000-000000000002");

    private final MemoryCoordination coordination = new MemoryEnsemble(TimeSource.system()).connect();
    private final SessionBook book = new SessionBook(coordination, "locks/0");

    @Test
    void versionOneStaysAsItIs() {
        SessionBook.Entry entry = new SessionBook.Entry(new Epoch(3), SESSION, LEASE, "me", null);
        assertThat(entry.name()).isEqualTo("3-" + SESSION);
        assertThat(HexFormat.of().formatHex(SessionBook.encode(entry))).isEqualTo("01" + "c03e" + "026d65" + "00");
        assertThat(SessionBook.decode(entry.name(), SessionBook.encode(entry))).isEqualTo(entry);
        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> SessionBook.decode("3-x", SessionBook.encode(entry)));
        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> SessionBook.decode(entry.name(), new byte[] {2}));
    }

    @Test
    void aSessionOfAMemberIsWrittenWithIt() {
        Member member = Member.incarnation(ServiceName.GATEWAY, "host", Map.of("http", 80));
        coordination.register(member);

        book.write(new Epoch(1), UUID.fromString(member.id()), "gateway", LEASE);
        book.write(new Epoch(2), SESSION, "agent", LEASE);

        assertThat(book.entries()).extracting(SessionBook.Entry::member).containsExactly(member, null);
        assertThat(book.entries()).noneMatch(book::isHolderDead);
        book.erase(new Epoch(3), SESSION);
        assertThat(book.entries()).hasSize(2);
        book.erase(new Epoch(2), SESSION);
        assertThat(book.entries()).hasSize(1);
    }
}
