package dev.cairn.rpc.block;

import dev.cairn.api.block.Location;
import dev.cairn.api.block.VolumeUsage;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.rpc.RpcErrors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;

/**
 * One request to one instance; a lost connection is {@link ErrorCode#UNAVAILABLE}, so that the caller may repeat it
 * elsewhere. Repeating is harmless: an append whose answer was lost leaves garbage in a segment, nothing else.
 */
final class BlockHttpClient implements AutoCloseable {

    /** As many connections as a gateway has changes in flight. */
    private static final int CONNECTIONS_MAX = 256;

    private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(2);
    private static final int COPY_BYTES = 128 << 10;

    private final Supplier<String> instance;
    private final CloseableHttpClient client;

    BlockHttpClient(Supplier<String> instance) {
        this.instance = instance;
        this.client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(CONNECTIONS_MAX)
                        .setMaxConnPerRoute(CONNECTIONS_MAX)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECT_TIMEOUT)
                                .build())
                        .build())
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .build();
    }

    List<Location> append(long owner, long fileOffset, byte[] bytes, int count, Duration time) {
        var request = new HttpPost(instance.get() + BlockMessages.PATH + "?" + BlockMessages.OWNER + "="
                + Long.toUnsignedString(owner) + "&" + BlockMessages.OFFSET + "=" + fileOffset);
        request.setEntity(new ByteArrayEntity(bytes, 0, count, ContentType.APPLICATION_OCTET_STREAM));
        return send(request, time, response -> BlockMessages.locations(body(response)));
    }

    void read(Location location, RemoteBlocks.Progress progress, Duration time) {
        var request = new HttpGet(
                instance.get() + BlockMessages.PATH + "?" + BlockMessages.AT + "=" + BlockMessages.text(location));
        send(request, time, response -> {
            copy(response, progress, location.length());
            return progress;
        });
    }

    VolumeUsage usage(Duration time) {
        return send(
                new HttpGet(instance.get() + BlockMessages.USAGE_PATH),
                time,
                response -> BlockMessages.usage(body(response)));
    }

    private static void copy(ClassicHttpResponse response, RemoteBlocks.Progress progress, long length)
            throws IOException {
        byte[] buffer = new byte[COPY_BYTES];
        long left = length;
        // Whoever reads the answer closes it.
        InputStream body = entity(response).getContent();
        while (left > 0) {
            int count = body.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new IOException("the answer ended " + left + " bytes early");
            }
            progress.accept(buffer, count);
            left -= count;
        }
    }

    private <T> T send(HttpUriRequestBase request, Duration time, HttpClientResponseHandler<T> handler) {
        request.setConfig(RequestConfig.custom()
                .setResponseTimeout(Timeout.of(time))
                .setConnectionRequestTimeout(Timeout.of(time))
                .build());
        try {
            return client.execute(request, response -> {
                if (response.getCode() != 200) {
                    throw failure(response);
                }
                try {
                    return handler.handleResponse(response);
                } catch (UncheckedIOException unwanted) {
                    // The target takes no more. Without this the client would read the answer to its end.
                    request.cancel();
                    throw unwanted;
                }
            });
        } catch (IllegalArgumentException malformed) {
            throw new CairnException(
                    ErrorCode.EIO,
                    "block-service",
                    "block-service answered what cannot be read: " + malformed.getMessage(),
                    malformed);
        } catch (IOException e) {
            throw new CairnException(
                    ErrorCode.UNAVAILABLE, "block-service", "block-service did not answer: " + e.getMessage(), e);
        }
    }

    private static CairnException failure(ClassicHttpResponse response) throws IOException, ParseException {
        Header code = response.getFirstHeader(BlockMessages.CODE_HEADER);
        Header reason = response.getFirstHeader(BlockMessages.REASON_HEADER);
        HttpEntity entity = response.getEntity();
        String message = entity == null ? "" : EntityUtils.toString(entity);
        if (code == null) {
            return new CairnException(
                    ErrorCode.UNAVAILABLE, "block-service", "block-service answered " + response.getCode());
        }
        return RpcErrors.received(code.getValue(), reason == null ? null : reason.getValue(), message);
    }

    private static byte[] body(ClassicHttpResponse response) throws IOException {
        return EntityUtils.toByteArray(entity(response));
    }

    private static HttpEntity entity(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            throw new IOException("an answer without a body");
        }
        return entity;
    }

    @Override
    public void close() {
        client.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
    }
}
