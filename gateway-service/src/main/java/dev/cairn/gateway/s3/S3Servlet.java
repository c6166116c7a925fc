package dev.cairn.gateway.s3;

import dev.cairn.gateway.s3.signature.Authenticated;
import dev.cairn.gateway.s3.signature.Authenticator;
import dev.cairn.gateway.s3.wire.Headers;
import dev.cairn.gateway.s3.wire.QueryParameters;
import dev.cairn.gateway.s3.wire.RequestHead;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.TimeSource;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Takes a request through: who is it, what does it ask for, who serves that, and how is a failure told. Safe for use by
 * any thread.
 */
final class S3Servlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient S3Services services;
    private final transient S3Settings settings;
    private final transient Authenticator authenticator;
    private final transient Handlers handlers;
    private final transient Turns turns;

    S3Servlet(S3Services services, S3Settings settings, Turns turns) {
        this.services = services;
        this.settings = settings;
        this.authenticator = new Authenticator(services.keys(), services.clock());
        this.handlers = new Handlers(services, settings.region());
        this.turns = turns;
    }

    /** What becomes known of a request under way, for the monitor. */
    private static final class Progress {
        private String operation = S3Monitor.UNROUTED;
        private @Nullable S3Exchange exchange;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        TimeSource clock = services.clock();
        long start = clock.nanoTime();
        Progress progress = new Progress();
        String rawPath = Objects.toString(request.getAttribute(RawUriAdapter.RAW_PATH), request.getRequestURI());
        ErrorAnswer.Identity identity = new ErrorAnswer.Identity(newRequestId(), settings.hostId());
        identity.describe(response);
        response.setHeader("Server", "Cairn");
        try {
            serve(request, response, rawPath, progress);
        } catch (S3Exception refusal) {
            refuse(request, response, refusal, rawPath, identity);
        } catch (CairnException failure) {
            S3Exception refusal = CairnErrors.translate(failure);
            if (refusal.error() == S3Error.INTERNAL_ERROR) {
                services.monitor().failed(identity.requestId(), failure);
            }
            refuse(request, response, refusal, rawPath, identity);
        } catch (RuntimeException failure) {
            services.monitor().failed(identity.requestId(), failure);
            refuse(request, response, new S3Exception(S3Error.INTERNAL_ERROR, "", failure), rawPath, identity);
        } finally {
            S3Exchange exchange = progress.exchange;
            services.monitor()
                    .finished(
                            progress.operation,
                            response.getStatus(),
                            clock.nanoTime() - start,
                            exchange == null ? 0 : exchange.bytesIn(),
                            exchange == null ? 0 : exchange.bytesOut());
        }
    }

    private void serve(HttpServletRequest request, HttpServletResponse response, String rawPath, Progress progress)
            throws IOException {
        Headers headers = headers(request);
        QueryParameters query = QueryParameters.parse(Objects.toString(request.getQueryString(), ""));
        RequestHead head = new RequestHead(request.getMethod(), rawPath, query, headers);
        Authenticated authenticated = authenticator.authenticate(head);
        S3Address address = S3Address.parse(rawPath, headers.first("host"), settings.domains());
        S3Operation operation = Router.route(head, address);
        progress.operation = operation.name();
        S3Exchange exchange = new S3Exchange(
                request,
                response,
                head,
                address,
                authenticated.payload(),
                services.calls().of(authenticated.key().caller()));
        progress.exchange = exchange;
        turns.take();
        try {
            handlers.of(operation).handle(exchange);
        } finally {
            turns.giveBack();
        }
    }

    /**
     * An answer that has begun cannot be taken back; failing the connection tells the client that it is not whole. When the
     * connector has noticed first that the body broke off, it lets nobody answer but its error report.
     */
    private static void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            S3Exception refusal,
            String rawPath,
            ErrorAnswer.Identity identity)
            throws IOException {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) != null) {
            request.setAttribute(S3ErrorValve.REFUSAL, new S3ErrorValve.Refusal(refusal, rawPath, identity));
            return;
        }
        if (response.isCommitted()) {
            throw new IOException("the answer broke off: " + refusal.getMessage(), refusal);
        }
        response.reset();
        identity.describe(response);
        response.setHeader("Server", "Cairn");
        ErrorAnswer.send(request, response, refusal, rawPath, identity);
    }

    private static Headers headers(HttpServletRequest request) {
        Map<String, List<String>> headers = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.computeIfAbsent(
                    name.toLowerCase(Locale.ROOT), lower -> Collections.list(request.getHeaders(lower)));
        }
        return new Headers(headers);
    }

    private static String newRequestId() {
        return String.format(Locale.ROOT, "%016X", ThreadLocalRandom.current().nextLong());
    }
}
