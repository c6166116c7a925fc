package dev.cairn.coordination;

import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stored form of a member.
 *
 * <pre>
 * version 1: int8 version, int8 service code, text id, text host, varint count, count x (text name, int16 port)
 * </pre>
 */
public final class MemberCodec {

    private static final int VERSION = 1;

    private MemberCodec() {}

    public static byte[] encode(Member member) {
        ByteWriter out = new ByteWriter()
                .int8(VERSION)
                .int8(code(member.service()))
                .text(member.id())
                .text(member.host())
                .varint(member.ports().size());
        // Sorted, so that one member has one stored form.
        new TreeMap<>(member.ports()).forEach((name, port) -> out.text(name).int16(port));
        return out.toByteArray();
    }

    /** @throws CairnException {@link ErrorCode#CORRUPT} */
    public static Member decode(byte[] stored) {
        ByteReader in = new ByteReader(stored);
        int version = in.int8();
        if (version != VERSION) {
            throw new CairnException(ErrorCode.CORRUPT, "record", "member record of unknown version " + version);
        }
        ServiceName service = service(in.int8());
        String id = in.text();
        String host = in.text();
        long count = in.varint();
        if (count < 0 || count > CoordinationLimits.PORTS_MAX) {
            throw new CairnException(ErrorCode.CORRUPT, "record", "member record with " + count + " ports");
        }
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            ports.put(in.text(), in.int16());
        }
        in.expectEnd();
        return new Member(id, service, host, ports);
    }

    private static int code(ServiceName service) {
        return switch (service) {
            case METADATA -> 1;
            case LOCK -> 2;
            case BLOCK -> 3;
            case GATEWAY -> 4;
        };
    }

    private static ServiceName service(int code) {
        return switch (code) {
            case 1 -> ServiceName.METADATA;
            case 2 -> ServiceName.LOCK;
            case 3 -> ServiceName.BLOCK;
            case 4 -> ServiceName.GATEWAY;
            default -> throw new CairnException(ErrorCode.CORRUPT, "record", "member of unknown service " + code);
        };
    }
}
