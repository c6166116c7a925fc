package dev.cairn.standalone;

import dev.cairn.api.Caller;
import dev.cairn.coordination.Coordination;
import dev.cairn.gateway.auth.AccessKey;
import dev.cairn.gateway.auth.AccessKeyGenerator;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import java.security.SecureRandom;

/** The first key pair: generated once, kept with the data, the same for all gateways of a cluster. */
public final class FirstKey {

    private static final String PATH = "keys/first";
    private static final int VERSION = 1;

    private FirstKey() {}

    /** The key, made now if this is the first start. It has every privilege. */
    public static AccessKey of(Coordination coordination) {
        byte[] stored = coordination.once(PATH, () -> {
            AccessKey fresh = new AccessKeyGenerator(new SecureRandom()).generate(Caller.system());
            return new ByteWriter()
                    .int8(VERSION)
                    .text(fresh.id())
                    .text(fresh.secret())
                    .toByteArray();
        });
        var reader = new ByteReader(stored);
        int version = reader.int8();
        if (version != VERSION) {
            throw new IllegalStateException("the stored key pair is of version " + version);
        }
        return new AccessKey(reader.text(), reader.text(), Caller.system());
    }
}
