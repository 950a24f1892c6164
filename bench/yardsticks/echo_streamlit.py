"""Streamlit's tutorial chat: every message drawn again in each run. `?n=200` begins with that many messages on the page."""

import streamlit as st

st.title("Echo Bot")

if "messages" not in st.session_state:
    earlier = int(st.query_params.get("n", "0"))
    st.session_state.messages = [
        {"role": "assistant" if number % 2 else "user", "content": f"An earlier line, number {number}, as long as most are."}
        for number in range(earlier)
    ]

for message in st.session_state.messages:
    with st.chat_message(message["role"]):
        st.markdown(message["content"])

if prompt := st.chat_input("What is up?"):
    with st.chat_message("user"):
        st.markdown(prompt)
    st.session_state.messages.append({"role": "user", "content": prompt})
    response = f"Echo: {prompt}"
    with st.chat_message("assistant"):
        st.markdown(response)
    st.session_state.messages.append({"role": "assistant", "content": response})
