package dev.cairn.gateway.rest;

import dev.cairn.gateway.data.GatewayLimits;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

/** Reads no more of a JSON body than a legal one can have. */
@ControllerAdvice
final class JsonBodyLimit extends RequestBodyAdviceAdapter {

    @Override
    public boolean supports(
            MethodParameter parameter, Type target, Class<? extends HttpMessageConverter<?>> converter) {
        return parameter.getDeclaringClass().getPackage() == JsonBodyLimit.class.getPackage();
    }

    @Override
    public HttpInputMessage beforeBodyRead(
            HttpInputMessage message,
            MethodParameter parameter,
            Type target,
            Class<? extends HttpMessageConverter<?>> converter)
            throws IOException {
        byte[] body = message.getBody().readNBytes(GatewayLimits.JSON_BODY_BYTES_MAX + 1);
        if (body.length > GatewayLimits.JSON_BODY_BYTES_MAX) {
            throw new CairnException(
                    ErrorCode.E2BIG, "json", "a JSON body has at most " + GatewayLimits.JSON_BODY_BYTES_MAX + " bytes");
        }
        return new Whole(body, message.getHeaders());
    }

    private static final class Whole implements HttpInputMessage {

        private final byte[] body;
        private final HttpHeaders headers;

        Whole(byte[] body, HttpHeaders headers) {
            this.body = body;
            this.headers = headers;
        }

        @Override
        public InputStream getBody() {
            return new ByteArrayInputStream(body);
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }
    }
}
