package dev.cairn.gateway.rest;

import dev.cairn.api.Caller;
import dev.cairn.gateway.auth.AccessKey;
import dev.cairn.gateway.auth.AccessKeys;
import dev.cairn.gateway.data.CallContexts;
import dev.cairn.gateway.data.Calls;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Lets a request reach a controller of this package only with a valid access key, before anything of it is read or
 * checked, and gives the controller the {@link Calls} of the key's caller. It looks at the handler, not at the path, so
 * that no way of writing a path leads around it; without it a controller has nothing to call the services with.
 */
final class Authentication implements HandlerInterceptor, HandlerMethodArgumentResolver {

    private static final String CALLS = Authentication.class.getName();
    private static final String SCHEME = "Basic ";

    /** Compared with when the id is unknown, so that the time says nothing about which ids exist. */
    private static final AccessKey NOBODY = new AccessKey("nobody", "no secret matches this", Caller.system());

    private final AccessKeys keys;
    private final CallContexts contexts;

    Authentication(AccessKeys keys, CallContexts contexts) {
        this.keys = keys;
        this.contexts = contexts;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method && isOurs(method)) {
            Caller caller = authenticate(request.getHeader(HttpHeaders.AUTHORIZATION))
                    .orElseThrow(() -> refusal(request, response));
            request.setAttribute(CALLS, contexts.of(caller));
        }
        return true;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Calls.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        return calls(request.getNativeRequest(HttpServletRequest.class));
    }

    /** The calls of a request that was let through. */
    static Calls calls(@Nullable HttpServletRequest request) {
        if (request == null || !(request.getAttribute(CALLS) instanceof Calls calls)) {
            throw new IllegalStateException("the request was not authenticated");
        }
        return calls;
    }

    private Optional<Caller> authenticate(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String credentials;
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(SCHEME.length()).strip());
            credentials = new String(decoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        int colon = credentials.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        Optional<AccessKey> key = keys.find(credentials.substring(0, colon));
        boolean isSecret = key.orElse(NOBODY).hasSecret(credentials.substring(colon + 1));
        return isSecret ? key.map(AccessKey::caller) : Optional.empty();
    }

    static boolean isOurs(HandlerMethod method) {
        return method.getBeanType().getPackage() == Authentication.class.getPackage()
                && method.getBeanType() != ErrorPage.class;
    }

    private static ProblemException refusal(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"cairn\", charset=\"UTF-8\"");
        return new ProblemException(Problem.of(
                HttpStatus.UNAUTHORIZED,
                EdgeCode.UNAUTHENTICATED.name(),
                "",
                "an access key and its secret are needed as user and password",
                RequestIdFilter.requestId(request)));
    }
}
